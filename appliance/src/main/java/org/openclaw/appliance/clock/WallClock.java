package org.openclaw.appliance.clock;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.openclaw.appliance.platform.BootEvidence;
import org.openclaw.appliance.platform.HostFacts;

/**
 * The machine's clock and what is known of it.
 *
 * @param clock the clock itself
 * @param monotonic nanoseconds that never leap, as {@link System#nanoTime()}
 * @param evidence knows whether the clock follows a time source
 * @param host knows how long the machine has been up
 * @param built when this program was built: an earlier time is certainly wrong
 */
public record WallClock(Clock clock, LongSupplier monotonic, BootEvidence evidence, HostFacts host, Instant built) {

    /** Builders live in other time zones, and their clocks are no better than ours. */
    private static final Duration TOLERANCE = Duration.ofDays(2);

    public Instant now() {
        return clock.instant();
    }

    long nanos() {
        return monotonic.getAsLong();
    }

    /** Whether the clock says a time at which this program didn't exist. */
    public boolean isCertainlyWrong() {
        return now().isBefore(built.minus(TOLERANCE));
    }

    /** Asks the system; may take seconds. */
    public ClockState look() {
        if (isCertainlyWrong()) {
            return ClockState.WRONG;
        }
        return switch (evidence.clock()) {
            case SYNCHRONISED -> ClockState.SYNCHRONISED;
            case UNSYNCHRONISED -> ClockState.UNSYNCHRONISED;
            case UNKNOWN -> ClockState.UNKNOWN;
        };
    }

    /** Why the clock may be wrong and what to do, in a sentence; empty where nothing speaks against it. */
    public Optional<String> doubt(ClockState state) {
        return switch (state) {
            case WRONG -> Optional.of("This device's clock says " + now().truncatedTo(ChronoUnit.SECONDS)
                    + ", which can't be right: let it reach a time server (sudo timedatectl set-ntp true), or set it by hand"
                    + " (sudo date -u -s).");
            case UNSYNCHRONISED -> Optional.of("This device's clock doesn't follow a time server and may be wrong: turn that on"
                    + " with `sudo timedatectl set-ntp true`.");
            case SYNCHRONISED, UNKNOWN -> Optional.empty();
        };
    }

    /** How long the machine has been up; zero where that isn't known. */
    Duration machineUptime() {
        return Duration.ofMillis(host.hostUptimeMillis().orElse(0));
    }
}
