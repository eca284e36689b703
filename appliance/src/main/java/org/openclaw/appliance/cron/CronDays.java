package org.openclaw.appliance.cron;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The days a cron expression admits. Where both the day of the month and the day of the week are given, either suffices, as
 * in Vixie cron; a {@code +} before the latter asks for both.
 *
 * @param lastDay whether the month's last day ({@code L}) is admitted
 * @param nth weekdays by their place in the month ({@code FRI#2}, {@code FRI#L})
 */
record CronDays(CronField day, boolean lastDay, CronField month, CronField weekday, List<Nth> nth, boolean both) {

    private static final int LAST = -1;
    private static final String NONE = "";

    /** @param place from 1, or {@value #LAST} for the last one */
    record Nth(int weekday, int place) {

        boolean isOn(LocalDate date) {
            boolean same = date.getDayOfWeek().getValue() % 7 == weekday;
            return same && (place == LAST
                    ? date.getDayOfMonth() + 7 > date.lengthOfMonth()
                    : (date.getDayOfMonth() - 1) / 7 + 1 == place);
        }
    }

    static CronDays parse(String days, String months, String weekdays) {
        List<String> plainDays = new ArrayList<>();
        boolean last = false;
        for (String part : days.split(",", -1)) {
            if (part.equalsIgnoreCase("L")) {
                last = true;
            } else {
                plainDays.add(part);
            }
        }
        boolean both = weekdays.startsWith("+");
        List<String> plainWeekdays = new ArrayList<>();
        List<Nth> nth = new ArrayList<>();
        for (String part : (both ? weekdays.substring(1) : weekdays).split(",", -1)) {
            int hash = part.indexOf('#');
            if (hash > 0) {
                nth.add(nth(part.substring(0, hash), part.substring(hash + 1)));
            } else {
                plainWeekdays.add(part);
            }
        }
        return new CronDays(
                field(plainDays, CronField.DAY), last, CronField.parse(months, CronField.MONTH),
                field(plainWeekdays, CronField.WEEKDAY), List.copyOf(nth), both);
    }

    private static CronField field(List<String> parts, CronField.Kind kind) {
        String text = String.join(",", parts);
        return text.equals(NONE) && parts.isEmpty() ? new CronField(0, false) : CronField.parse(text, kind);
    }

    private static Nth nth(String weekday, String place) {
        int day = CronField.value(weekday, CronField.WEEKDAY) % 7;
        if (place.toUpperCase(Locale.ROOT).equals("L")) {
            return new Nth(day, LAST);
        }
        if (place.length() == 1 && place.charAt(0) >= '1' && place.charAt(0) <= '5') {
            return new Nth(day, place.charAt(0) - '0');
        }
        throw new IllegalArgumentException("CronPattern: Invalid value for day of week: #" + (place.length() > 8 ? "…" : place));
    }

    boolean admits(LocalDate date) {
        if (!month.has(date.getMonthValue())) {
            return false;
        }
        boolean byDay = day.has(date.getDayOfMonth()) || (lastDay && date.getDayOfMonth() == date.lengthOfMonth());
        int number = date.getDayOfWeek().getValue() % 7;
        boolean byWeekday = weekday.has(number) || (number == 0 && weekday.has(7)) || nth.stream().anyMatch(one -> one.isOn(date));
        boolean either = !day.any() && !weekday.any() && !both;
        return either ? byDay || byWeekday : byDay && byWeekday;
    }
}
