package org.openclaw.appliance.watchdog;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * How often the watchdog looks, and how long a part may take before it counts as stalled.
 *
 * @param interval between a look's end and the next one's begin
 * @param patience counted from a look's begin
 */
public record Pace(Duration interval, Duration patience) {

    /** Nobody acts on what is seen: it is looked seldom, for the log's sake. */
    static final Pace UNSUPERVISED = new Pace(Duration.ofSeconds(60), Duration.ofSeconds(30));

    /**
     * Half of the supervisor's time between two looks (sd_watchdog_enabled(3) advises so), and a quarter of patience: that
     * leaves a quarter to write down why, before the supervisor ends the process.
     *
     * @param watchdogMicros how often the supervisor wants to hear of the process; empty where it doesn't
     */
    public static Pace of(OptionalLong watchdogMicros) {
        if (watchdogMicros.isEmpty()) {
            return UNSUPERVISED;
        }
        Duration demanded = Duration.ofNanos(watchdogMicros.getAsLong() * 1_000);
        return new Pace(demanded.dividedBy(2), demanded.dividedBy(4));
    }
}
