package org.openclaw.appliance.cron;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * A cron expression of five fields, or six with seconds in front (crontab(5), with the extensions {@code L}, {@code #} and
 * {@code +} of the original's parser). Immutable.
 *
 * <p>Where clocks are put forward, a time that doesn't exist that day counts as the same time after the jump, once; where they
 * are put back, a fixed hour counts the first time only, while an expression that admits every hour goes on without a gap.
 */
final class CronExpression {

    private static final int MOST_CHARS = 256;
    // The 29th of February on a given weekday comes back after 40 years at the latest, where a century skips a leap year.
    private static final int MOST_DAYS = 366 * 41;

    private final CronField second;
    private final CronField minute;
    private final CronField hour;
    private final CronDays days;

    private CronExpression(CronField second, CronField minute, CronField hour, CronDays days) {
        this.second = second;
        this.minute = minute;
        this.hour = hour;
        this.days = days;
    }

    /** @throws IllegalArgumentException with a sentence about what is wrong */
    static CronExpression parse(String text) {
        if (text.length() > MOST_CHARS) {
            throw new IllegalArgumentException("CronPattern: an expression has at most " + MOST_CHARS + " characters");
        }
        String[] parts = expanded(text.strip()).split("\\s+");
        if (parts.length != 5 && parts.length != 6) {
            throw new IllegalArgumentException(
                    "CronPattern: invalid configuration format ('" + text.strip() + "'), exactly five or six space separated parts are required");
        }
        int first = parts.length - 5;
        return new CronExpression(
                CronField.parse(first == 1 ? parts[0] : "0", CronField.SECOND),
                CronField.parse(parts[first], CronField.MINUTE),
                CronField.parse(parts[first + 1], CronField.HOUR),
                CronDays.parse(parts[first + 2], parts[first + 3], parts[first + 4]));
    }

    private static String expanded(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "@yearly", "@annually" -> "0 0 1 1 *";
            case "@monthly" -> "0 0 1 * *";
            case "@weekly" -> "0 0 * * 0";
            case "@daily", "@midnight" -> "0 0 * * *";
            case "@hourly" -> "0 * * * *";
            default -> text;
        };
    }

    /** Whether it comes at the full hour, every hour. */
    boolean hourly() {
        return hour.any() && minute.bits() == 1 && second.bits() == 1;
    }

    /** The first time after the given one; empty where there is none within four decades. Milliseconds since 1970. */
    OptionalLong next(long after, ZoneId zone) {
        LocalDateTime local = LocalDateTime.ofInstant(Instant.ofEpochMilli(after), zone).truncatedTo(ChronoUnit.SECONDS);
        OptionalLong repeated = inRepeatedHour(after, local, zone);
        LocalDateTime from = backBeforeGap(after, local, zone).plusSeconds(1);
        while (true) {
            LocalDateTime candidate = nextLocal(from);
            if (candidate == null) {
                return repeated;
            }
            long instant = instant(candidate, zone, after);
            if (instant > after) {
                return OptionalLong.of(repeated.isPresent() ? Math.min(repeated.getAsLong(), instant) : instant);
            }
            from = candidate.plusSeconds(1);
        }
    }

    // Shortly after a jump forward, times that the jump skipped may still be to come.
    private static LocalDateTime backBeforeGap(long after, LocalDateTime local, ZoneId zone) {
        ZoneOffsetTransition last = zone.getRules().previousTransition(Instant.ofEpochMilli(after).plusSeconds(1));
        boolean justAfter = last != null && last.isGap() && local.isBefore(last.getDateTimeAfter().plus(last.getDuration()));
        return justAfter ? local.minus(last.getDuration()) : local;
    }

    // In the first of two equal hours, the second one follows before any later time of day.
    private OptionalLong inRepeatedHour(long after, LocalDateTime local, ZoneId zone) {
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
        if (!hour.any() || offsets.size() < 2) {
            return OptionalLong.empty();
        }
        ZoneOffsetTransition transition = zone.getRules().getTransition(local);
        LocalDateTime candidate = nextLocal(transition.getDateTimeAfter());
        if (candidate == null || !candidate.isBefore(transition.getDateTimeBefore())) {
            return OptionalLong.empty();
        }
        long instant = candidate.toInstant(transition.getOffsetAfter()).toEpochMilli();
        return instant > after ? OptionalLong.of(instant) : OptionalLong.empty();
    }

    private long instant(LocalDateTime candidate, ZoneId zone, long after) {
        // In a gap this is the time moved on by the gap's length, in an overlap the earlier of the two.
        long earlier = candidate.atZone(zone).toInstant().toEpochMilli();
        if (earlier > after || !hour.any()) {
            return earlier;
        }
        return candidate.atZone(zone).withLaterOffsetAtOverlap().toInstant().toEpochMilli();
    }

    private LocalDateTime nextLocal(LocalDateTime from) {
        LocalDate date = from.toLocalDate();
        LocalTime time = from.toLocalTime();
        for (int i = 0; i < MOST_DAYS; i++) {
            if (days.admits(date)) {
                LocalTime found = nextTime(time);
                if (found != null) {
                    return date.atTime(found);
                }
            }
            date = days.month().has(date.getMonthValue()) ? date.plusDays(1) : date.plusMonths(1).withDayOfMonth(1);
            time = LocalTime.MIDNIGHT;
        }
        return null;
    }

    private LocalTime nextTime(LocalTime from) {
        for (int h = hour.from(from.getHour()); h >= 0; h = hour.from(h + 1)) {
            boolean sameHour = h == from.getHour();
            for (int m = minute.from(sameHour ? from.getMinute() : 0); m >= 0; m = minute.from(m + 1)) {
                int s = second.from(sameHour && m == from.getMinute() ? from.getSecond() : 0);
                if (s >= 0) {
                    return LocalTime.of(h, m, s);
                }
            }
        }
        return null;
    }
}
