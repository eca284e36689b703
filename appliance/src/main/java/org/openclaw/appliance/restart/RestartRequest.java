package org.openclaw.appliance.restart;

import java.time.Duration;
import java.util.Locale;

/**
 * Somebody's wish that the gateway starts over.
 *
 * @param reason for people, one line
 * @param patience how long the gateway may wait for its work to end before it starts over all the same
 */
public record RestartRequest(Source source, String reason, Duration patience) {

    /** How long a restart waits for the gateway's work unless somebody says otherwise. */
    public static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final int LONGEST_REASON = 200;

    /** Who asks. */
    public enum Source {
        SIGUSR1,
        SIGUSR2,
        RPC,
        CONFIG;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public RestartRequest {
        String line = reason.replaceAll("\\p{Cntrl}+", " ").strip();
        reason = line.length() <= LONGEST_REASON ? line : line.substring(0, LONGEST_REASON);
    }

    /** Waits for the gateway's work as long as is usual. */
    public RestartRequest(Source source, String reason) {
        this(source, reason, PATIENCE);
    }
}
