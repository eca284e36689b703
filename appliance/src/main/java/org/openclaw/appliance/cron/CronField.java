package org.openclaw.appliance.cron;

import java.util.List;
import java.util.Locale;

/** One field of a cron expression: the numbers it admits, as bits. */
record CronField(long bits, boolean any) {

    /** What a field may hold. @param names of the numbers from {@code least} on, upper case; may be empty */
    record Kind(String label, int least, int most, List<String> names) {}

    static final Kind SECOND = new Kind("second", 0, 59, List.of());
    static final Kind MINUTE = new Kind("minute", 0, 59, List.of());
    static final Kind HOUR = new Kind("hour", 0, 23, List.of());
    static final Kind DAY = new Kind("day of month", 1, 31, List.of());
    static final Kind MONTH = new Kind(
            "month", 1, 12,
            List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"));
    /** Sunday is 0 and 7. */
    static final Kind WEEKDAY =
            new Kind("day of week", 0, 7, List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"));

    /** @throws IllegalArgumentException with a sentence about what is wrong */
    static CronField parse(String text, Kind kind) {
        if (text.equals("*") || text.equals("?")) {
            return new CronField(range(kind.least(), kind.most(), 1), true);
        }
        long bits = 0;
        for (String part : text.split(",", -1)) {
            bits |= part(part, kind);
        }
        return new CronField(bits, false);
    }

    private static long part(String part, Kind kind) {
        int slash = part.indexOf('/');
        String span = slash < 0 ? part : part.substring(0, slash);
        int step = slash < 0 ? 1 : number(part.substring(slash + 1), kind, 1, kind.most());
        if (span.equals("*") || span.equals("?")) {
            return range(kind.least(), kind.most(), step);
        }
        int dash = span.indexOf('-');
        int from = value(dash < 0 ? span : span.substring(0, dash), kind);
        int to = dash >= 0 ? value(span.substring(dash + 1), kind) : slash < 0 ? from : kind.most();
        if (from > to) {
            throw new IllegalArgumentException("CronPattern: From value is larger than to value in " + kind.label() + ": " + part);
        }
        return range(from, to, step);
    }

    private static long range(int from, int to, int step) {
        long bits = 0;
        for (int i = from; i <= to; i += step) {
            bits |= 1L << i;
        }
        return bits;
    }

    static int value(String text, Kind kind) {
        int name = kind.names().indexOf(text.toUpperCase(Locale.ROOT));
        return name >= 0 ? kind.least() + name : number(text, kind, kind.least(), kind.most());
    }

    private static int number(String text, Kind kind, int least, int most) {
        boolean digits = !text.isEmpty() && text.length() <= 3 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int number = digits ? Integer.parseInt(text) : -1;
        if (number < least || number > most) {
            throw new IllegalArgumentException("CronPattern: Invalid value for " + kind.label() + ": "
                    + (text.length() > 20 ? text.substring(0, 20) + "…" : text));
        }
        return number;
    }

    boolean has(int number) {
        return (bits & 1L << number) != 0;
    }

    /** The smallest admitted number that isn't below the given one; -1 where there is none. */
    int from(int number) {
        long rest = number > 63 ? 0 : bits >>> number << number;
        return rest == 0 ? -1 : Long.numberOfTrailingZeros(rest);
    }
}
