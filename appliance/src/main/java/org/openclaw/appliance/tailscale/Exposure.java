package org.openclaw.appliance.tailscale;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether the gateway can be reached through Tailscale. Immutable.
 *
 * @param mode off, serve or funnel
 * @param url where people find the gateway; empty while there is no route
 * @param keyExpiry when this machine must sign in to the tailnet again; empty for never or not known
 * @param waitingFor what is in the way; empty when nothing is
 */
public record Exposure(String mode, Optional<String> url, Optional<Instant> keyExpiry, String waitingFor) {

    private static final Duration WARN_BEFORE = Duration.ofDays(14);

    static Exposure off() {
        return new Exposure("off", Optional.empty(), Optional.empty(), "");
    }

    static Exposure waiting(String mode, String reason) {
        return new Exposure(mode, Optional.empty(), Optional.empty(), reason);
    }

    /** A line for people. */
    public String line(Instant now) {
        String state = url.orElse(waitingFor.isEmpty() ? "" : "(waiting: " + waitingFor + ")");
        return ("Tailscale exposure: " + mode + " " + state).strip()
                + keyWarning(now).map(warning -> "; " + warning).orElse("");
    }

    /** What to do about the node key; empty while it holds for two weeks or more. */
    public Optional<String> keyWarning(Instant now) {
        return keyExpiry.filter(end -> end.isBefore(now.plus(WARN_BEFORE))).map(end -> end.isBefore(now)
                ? "this machine's tailnet key has expired: run `tailscale up --force-reauth`"
                : "this machine's tailnet key expires in " + Duration.between(now, end).toDays()
                        + " days: run `tailscale up --force-reauth`, or disable its expiry");
    }
}
