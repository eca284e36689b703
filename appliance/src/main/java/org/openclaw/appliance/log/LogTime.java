package org.openclaw.appliance.log;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

/** Times of fixed width, in milliseconds, so that lines align and sort as text. */
public final class LogTime {

    private static final DateTimeFormatter UTC = new DateTimeFormatterBuilder().appendInstant(3).toFormatter();
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSxxx");

    private LogTime() {}

    /** {@code 2026-11-21T10:00:00.000Z}. */
    public static String utc(Instant time) {
        return UTC.format(time);
    }

    /** {@code 2026-11-21T11:00:00.000+01:00}. */
    public static String local(Instant time, ZoneId zone) {
        return LOCAL.format(time.atZone(zone));
    }
}
