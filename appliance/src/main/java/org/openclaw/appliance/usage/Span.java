package org.openclaw.appliance.usage;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.openclaw.appliance.protocol.ProtocolException;

/**
 * Days of some time zone.
 *
 * @param first part of it
 * @param last part of it, not before the first
 */
record Span(LocalDate first, LocalDate last, ZoneId zone) {

    /** Longest span, in days. */
    static final int MOST_DAYS = 400;

    /** The zone a caller means: UTC unless it says {@code gateway}, or {@code specific} with a name or a fixed offset. */
    static ZoneId zone(String mode, String timeZone, String utcOffset) throws ProtocolException {
        try {
            if ("gateway".equals(mode)) {
                return ZoneId.systemDefault();
            }
            if (!"specific".equals(mode)) {
                return ZoneOffset.UTC;
            }
            if (timeZone != null) {
                return ZoneId.of(timeZone);
            }
            return utcOffset == null || utcOffset.isBlank() ? ZoneOffset.UTC : offset(utcOffset);
        } catch (DateTimeException e) {
            throw ProtocolException.invalid("unknown time zone; name one like Europe/Vienna, or an offset like UTC+5:30");
        }
    }

    /** @param text as {@code UTC+5:30} */
    private static ZoneOffset offset(String text) {
        int colon = text.indexOf(':');
        boolean complete = text.length() > 4 && text.startsWith("UTC");
        if (!complete) {
            throw new DateTimeException("not an offset");
        }
        try {
            int sign = text.charAt(3) == '-' ? -1 : 1;
            int hours = Integer.parseInt(text, 4, colon < 0 ? text.length() : colon, 10);
            int minutes = colon < 0 ? 0 : Integer.parseInt(text, colon + 1, text.length(), 10);
            return ZoneOffset.ofHoursMinutes(sign * hours, sign * minutes);
        } catch (NumberFormatException e) {
            throw new DateTimeException("not an offset", e);
        }
    }

    /** The days up to today. */
    static Span newest(int days, ZoneId zone, Instant now) {
        LocalDate today = LocalDate.ofInstant(now, zone);
        return new Span(today.minusDays(Math.clamp(days, 1, MOST_DAYS) - 1), today, zone);
    }

    /** @param to null for today */
    static Span between(String from, String to, ZoneId zone, Instant now) throws ProtocolException {
        try {
            LocalDate last = to == null ? LocalDate.ofInstant(now, zone) : LocalDate.parse(to);
            LocalDate first = LocalDate.parse(from);
            if (first.isAfter(last)) {
                throw ProtocolException.invalid("startDate must not be after endDate");
            }
            LocalDate earliest = last.minusDays(MOST_DAYS - 1);
            return new Span(first.isBefore(earliest) ? earliest : first, last, zone);
        } catch (DateTimeException e) {
            throw ProtocolException.invalid("startDate and endDate must be days like 2026-01-31");
        }
    }

    long days() {
        return ChronoUnit.DAYS.between(first, last) + 1;
    }

    /** Milliseconds since 1970. */
    long begin() {
        return first.atStartOfDay(zone).toInstant().toEpochMilli();
    }

    /** Milliseconds since 1970; no part of it. */
    long end() {
        return last.plusDays(1).atStartOfDay(zone).toInstant().toEpochMilli();
    }

    LocalDate dayOf(long millis) {
        return LocalDate.ofInstant(Instant.ofEpochMilli(millis), zone);
    }
}
