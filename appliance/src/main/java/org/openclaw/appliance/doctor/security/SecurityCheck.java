package org.openclaw.appliance.doctor.security;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.config.GatewayBind;
import org.openclaw.appliance.doctor.Instance;

/** Looks at one kind of risk. Changes nothing, and gets along with a missing configuration. */
@FunctionalInterface
public interface SecurityCheck {

    /** What it found; empty where all is well. */
    List<Risk> run(Instance instance) throws InterruptedException;

    /** The checks there are. A new one is a class and a line here. @param deep whether the gateway may be asked, too */
    static List<SecurityCheck> all(boolean deep) {
        List<SecurityCheck> quick = List.of(
                new Exposure(), new SharedSecretStrength(), new ProxyTrust(), new WebOrigins(), new HookDoors(), new OpenChannels(),
                new ExecPolicy(), new DangerousFlags(), new SecretsInFile(), new FileModes());
        return deep ? Stream.concat(quick.stream(), Stream.of(new GatewayAnswers())).toList() : quick;
    }

    /** Whether other machines can reach the gateway's port. */
    static boolean isExposed(Instance instance) {
        String mode = instance.environment()
                .get("OPENCLAW_GATEWAY_BIND")
                .or(() -> instance.text("gateway.bind"))
                .orElseGet(() -> GatewayBind.whenUnset(instance.platform().hostFacts().inContainer()));
        return switch (mode) {
            case "loopback" -> false;
            case "custom" -> !instance.text("gateway.customBindHost").orElse("").startsWith("127.");
            default -> true;
        };
    }

    /** The mode of authentication in force, as far as the configuration tells. */
    static String authMode(Instance instance) {
        Optional<String> mode = instance.config().flatMap((Config config) -> config.text("gateway.auth.mode"));
        return mode.orElse(instance.text("gateway.auth.password").isPresent() ? "password" : "token");
    }
}
