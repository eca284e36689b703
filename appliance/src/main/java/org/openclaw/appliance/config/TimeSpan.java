package org.openclaw.appliance.config;

import java.util.OptionalLong;

/** Spans of time as people write them: {@code 30m}, {@code 1h30m}, {@code 90s}, {@code 500ms}, {@code 2d}. */
public final class TimeSpan {

    private static final int MOST_CHARS = 32;
    private static final long MOST_MILLIS = 100L * 365 * 24 * 60 * 60 * 1000;

    private TimeSpan() {}

    /** Milliseconds; a bare number counts as minutes. Empty for anything else, and beyond a hundred years. */
    public static OptionalLong parse(String text) {
        return parse(text, 60_000);
    }

    /** @param bareUnit milliseconds of what a number without a unit counts */
    public static OptionalLong parse(String text, long bareUnit) {
        String rest = text.strip();
        if (rest.isEmpty() || rest.length() > MOST_CHARS) {
            return OptionalLong.empty();
        }
        long total = 0;
        int at = 0;
        while (at < rest.length()) {
            int digits = end(rest, at, true);
            int unit = end(rest, digits, false);
            long factor = factor(rest.substring(digits, unit), bareUnit);
            if (digits == at || digits - at > 15 || factor == 0) {
                return OptionalLong.empty();
            }
            long number = Long.parseLong(rest.substring(at, digits));
            if (number > (MOST_MILLIS - total) / factor) {
                return OptionalLong.empty();
            }
            total += number * factor;
            at = unit;
        }
        return OptionalLong.of(total);
    }

    private static int end(String text, int from, boolean digits) {
        int at = from;
        while (at < text.length() && (text.charAt(at) >= '0' && text.charAt(at) <= '9') == digits) {
            at++;
        }
        return at;
    }

    private static long factor(String unit, long bareUnit) {
        return switch (unit.strip()) {
            case "" -> bareUnit;
            case "ms" -> 1;
            case "s" -> 1_000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            case "d" -> 86_400_000;
            case "w" -> 604_800_000;
            default -> 0;
        };
    }
}
