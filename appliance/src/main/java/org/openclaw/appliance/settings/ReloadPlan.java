package org.openclaw.appliance.settings;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.config.ConfigDiff;
import org.openclaw.appliance.config.ConfigSchema;
import org.openclaw.appliance.config.GatewaySettings;
import org.openclaw.appliance.config.ReloadKind;

/**
 * What a change of the configuration comes to.
 *
 * @param mode {@code off}, {@code hot}, {@code restart} or {@code hybrid}
 * @param atOnce changed keys that take effect now
 * @param waiting changed keys that don't
 */
record ReloadPlan(String mode, List<String> atOnce, List<String> waiting) {

    private static final Set<String> CREDENTIALS = Set.of("gateway.auth.token", "gateway.auth.password");

    /** From what is in force to what the file says. */
    static ReloadPlan of(GatewaySettings inForce, GatewaySettings wanted) {
        String mode = mode(wanted.config());
        boolean sameAuth = inForce.auth().mode() == wanted.auth().mode();
        var byFate = ConfigDiff.changedLeaves(inForce.config().root(), wanted.config().root()).stream()
                .collect(Collectors.partitioningBy(path -> waits(path, mode, sameAuth) && isWorthIt(path, mode)));
        return new ReloadPlan(mode, byFate.get(false), byFate.get(true));
    }

    // Nobody waits for a key without effect: it would be waited for in vain.
    private static boolean isWorthIt(String path, String mode) {
        return mode.equals("off") || ConfigSchema.hasEffect(path);
    }

    static String mode(Config config) {
        return config.text("gateway.reload.mode").orElse("hybrid");
    }

    /** Whether a changed key waits for a restart. @param sameAuth whether clients prove who they are in the same way as before */
    static boolean waits(String path, String mode, boolean sameAuth) {
        // Another secret of the same kind is no other way in; with another kind it takes part in the change of that.
        ReloadKind ofCredential = sameAuth ? ReloadKind.HOT : ReloadKind.RESTART;
        ReloadKind kind = CREDENTIALS.contains(path) ? ofCredential : ConfigSchema.reloadKind(path);
        return switch (mode) {
            case "off" -> true;
            case "restart" -> kind != ReloadKind.NONE;
            default -> kind == ReloadKind.RESTART;
        };
    }

    /** Whether what waits is reason enough for a restart. */
    boolean restarts() {
        return !waiting.isEmpty() && (mode.equals("hybrid") || mode.equals("restart"));
    }
}
