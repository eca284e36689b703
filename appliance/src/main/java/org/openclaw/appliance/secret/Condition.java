package org.openclaw.appliance.secret;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.openclaw.appliance.config.ResolvedSecrets;
import org.openclaw.appliance.config.ResolvedSecrets.DegradedOwner;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/** Whether all secrets can be had, told once each time that changes. Called by one thread at a time. */
final class Condition {

    private static final String RETRY = " Retry with `openclaw secrets reload`.";
    private static final TaggedLogger LOG = Logger.tag("secrets");

    private List<DegradedOwner> known = List.of();
    private boolean refused;

    /** @param start whether this is the first snapshot, which is degraded or not but can't have become so */
    void follow(ResolvedSecrets secrets, boolean start, Consumer<String> owner) {
        boolean before = refused || !known.isEmpty();
        List<DegradedOwner> now = secrets.degraded();
        if (!now.equals(known)) {
            warn(now);
        }
        for (String path : secrets.inactive()) {
            LOG.debug("[SECRETS_REF_IGNORED_INACTIVE_SURFACE] {} refers to a secret that nothing in use needs", path);
        }
        known = now;
        refused = false;
        if (!start && !before && !now.isEmpty()) {
            degraded("some secrets can't be had; what needs them is stale or unavailable, everything else is up to date.", owner);
        } else if (before && now.isEmpty()) {
            LOG.info("[SECRETS_RELOADER_RECOVERED] all secrets can be had again");
            owner.accept("[SECRETS_RELOADER_RECOVERED] All secrets can be had again.");
        }
    }

    void refused(String reason, Consumer<String> owner) {
        LOG.warn("secrets not reloaded, the gateway goes on with the last good ones: {}", reason);
        if (!refused && known.isEmpty()) {
            degraded("secrets could not be reloaded; the gateway goes on with the last good ones.", owner);
        }
        refused = true;
    }

    private static void degraded(String what, Consumer<String> owner) {
        LOG.warn("[SECRETS_RELOADER_DEGRADED] {}", what);
        owner.accept("[SECRETS_RELOADER_DEGRADED] " + what + RETRY);
    }

    /** A provider that failed as a whole is named once, with all who need it. */
    private static void warn(List<DegradedOwner> owners) {
        Map<String, List<String>> byProvider = new LinkedHashMap<>();
        Map<String, String> reasons = new LinkedHashMap<>();
        for (DegradedOwner one : owners) {
            String named = one.kind() + " " + one.id() + " (" + one.state() + ")";
            if (one.provider().isPresent()) {
                byProvider.computeIfAbsent(one.provider().get(), none -> new ArrayList<>()).add(named);
                reasons.put(one.provider().get(), one.reason());
            } else {
                LOG.warn("[SECRETS_DEGRADED] {}: {}.{}", named, one.reason(), RETRY);
            }
        }
        byProvider.forEach((provider, named) -> LOG.warn("[SECRETS_PROVIDER_DEGRADED] secret provider {} failed: {}. Affected: {}.{}",
                provider, reasons.get(provider), String.join(", ", named), RETRY));
    }
}
