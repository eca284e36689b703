package org.openclaw.appliance.bootlog;

import java.util.Locale;

/**
 * An end that was decided upon.
 *
 * @param kind whether the gateway comes back by itself
 * @param by who asked and why, for people: {@code signal SIGTERM}, {@code config change of gateway.port}; shortened to
 *     {@value RunRecord#LONGEST_TEXT} characters
 */
public record PlannedEnd(Kind kind, String by) {

    /** What was asked for. */
    public enum Kind {
        STOP,
        RESTART,
        /** Nobody asked: memory was so short that a new start is cheaper than being killed. */
        EMERGENCY,
        /** Nobody asked: the start came to nothing and was taken back. */
        GIVEN_UP;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public PlannedEnd {
        by = RunRecord.plain(by);
    }

    public static PlannedEnd stop(String by) {
        return new PlannedEnd(Kind.STOP, by);
    }

    public static PlannedEnd restart(String by) {
        return new PlannedEnd(Kind.RESTART, by);
    }

    /** @param situation how short memory was */
    public static PlannedEnd emergency(String situation) {
        return new PlannedEnd(Kind.EMERGENCY, situation);
    }
}
