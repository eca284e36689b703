package org.openclaw.appliance.cli;

/** Spans of time as people say them. */
final class Ages {

    private static final long SECOND = 1_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private Ages() {}

    static String text(long millis) {
        if (millis < MINUTE) {
            return Math.max(0, millis / SECOND) + "s";
        }
        if (millis < HOUR) {
            return millis / MINUTE + "m";
        }
        return millis < DAY ? millis / HOUR + "h" + millis % HOUR / MINUTE + "m" : millis / DAY + "d" + millis % DAY / HOUR + "h";
    }

    static String ago(long now, long then) {
        return then <= 0 ? "never" : text(now - then) + " ago";
    }
}
