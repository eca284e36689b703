package org.openclaw.appliance.cron;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When cron expressions come true, with attention to the days on which clocks are changed. */
class CronExpressionTest {

    private static final String VIENNA = "Europe/Vienna";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            * * * * *        | UTC | 2026-11-21T08:40:30Z | 2026-11-21T08:41:00Z
            0 9 * * *        | UTC | 2026-11-21T09:00:00Z | 2026-11-22T09:00:00Z
            */15 * * * *     | UTC | 2026-11-21T08:44:59Z | 2026-11-21T08:45:00Z
            5-59/10 * * * *  | UTC | 2026-11-21T08:50:00Z | 2026-11-21T08:55:00Z
            0 0 1 1 *        | UTC | 2026-11-21T00:00:00Z | 2027-01-01T00:00:00Z
            0 0 29 2 *       | UTC | 2026-11-21T00:00:00Z | 2028-02-29T00:00:00Z
            0 0 * * MON      | UTC | 2026-11-21T00:00:00Z | 2026-11-23T00:00:00Z
            0 0 * * 7        | UTC | 2026-11-21T00:00:00Z | 2026-11-22T00:00:00Z
            0 0 * * 1-5      | UTC | 2026-11-21T00:00:00Z | 2026-11-23T00:00:00Z
            0 9 15 * 1       | UTC | 2026-11-10T10:00:00Z | 2026-11-15T09:00:00Z
            0 9 15 * 1       | UTC | 2026-11-15T10:00:00Z | 2026-11-16T09:00:00Z
            0 9 15 * +1      | UTC | 2026-11-16T10:00:00Z | 2027-02-15T09:00:00Z
            0 0 L * *        | UTC | 2027-02-10T00:00:00Z | 2027-02-28T00:00:00Z
            0 8 * * FRI#2    | UTC | 2026-11-01T00:00:00Z | 2026-11-13T08:00:00Z
            0 8 * * FRI#L    | UTC | 2026-11-01T00:00:00Z | 2026-11-27T08:00:00Z
            0 8 * jun,dec ?  | UTC | 2026-11-01T00:00:00Z | 2026-12-01T08:00:00Z
            30 15 12 * * *   | UTC | 2026-11-21T12:15:29Z | 2026-11-21T12:15:30Z
            */20 * * * * *   | UTC | 2026-11-21T12:15:40Z | 2026-11-21T12:16:00Z
            @daily           | UTC | 2026-11-21T12:00:00Z | 2026-11-22T00:00:00Z
            @weekly          | UTC | 2026-11-21T12:00:00Z | 2026-11-22T00:00:00Z
            0 9 * * *        | Asia/Kolkata     | 2026-11-21T00:00:00Z | 2026-11-21T03:30:00Z
            0 9 * * *        | America/New_York | 2026-11-21T00:00:00Z | 2026-11-21T14:00:00Z
            """)
    void comesTrueNext(String expression, String zone, String after, String expected) {
        assertEquals(expected, next(expression, zone, after));
    }

    // In Vienna 2027-03-28 02:00 became 03:00, and 2026-10-25 03:00 became 02:00.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            30 2 * * *    | 2027-03-27T02:30:00+01:00 | 2027-03-28T03:30:00+02:00
            30 2 * * *    | 2027-03-28T03:10:00+02:00 | 2027-03-28T03:30:00+02:00
            30 2 * * *    | 2027-03-28T03:30:00+02:00 | 2027-03-29T02:30:00+02:00
            30 2,3 * * *  | 2027-03-28T01:59:00+01:00 | 2027-03-28T03:30:00+02:00
            30 2,3 * * *  | 2027-03-28T03:30:00+02:00 | 2027-03-29T02:30:00+02:00
            */30 * * * *  | 2027-03-28T01:30:00+01:00 | 2027-03-28T03:00:00+02:00
            */30 * * * *  | 2027-03-28T03:00:00+02:00 | 2027-03-28T03:30:00+02:00
            30 2 * * *    | 2026-10-24T02:30:00+02:00 | 2026-10-25T02:30:00+02:00
            30 2 * * *    | 2026-10-25T02:30:00+02:00 | 2026-10-26T02:30:00+01:00
            30 2 * * *    | 2026-10-25T02:10:00+01:00 | 2026-10-26T02:30:00+01:00
            0 * * * *     | 2026-10-25T02:00:00+02:00 | 2026-10-25T02:00:00+01:00
            0 * * * *     | 2026-10-25T02:00:00+01:00 | 2026-10-25T03:00:00+01:00
            */20 * * * *  | 2026-10-25T02:40:00+02:00 | 2026-10-25T02:00:00+01:00
            """)
    void keepsItsHeadWhereClocksAreChanged(String expression, String after, String expected) {
        String instant = OffsetDateTime.parse(after).toInstant().toString();
        assertEquals(OffsetDateTime.parse(expected).toInstant().toString(), next(expression, VIENNA, instant));
    }

    @ParameterizedTest
    @ValueSource(strings = {"*/15 * * * *", "0 * * * *", "30 2 * * *", "0 0 * * *", "15 1-3 * * *"})
    void neverRepeatsAndNeverStandsStillOverAYear(String text) {
        CronExpression expression = CronExpression.parse(text);
        long at = Instant.parse("2026-10-20T00:00:00Z").toEpochMilli();
        long end = Instant.parse("2027-04-05T00:00:00Z").toEpochMilli();
        List<Long> times = new ArrayList<>();
        while (at < end) {
            long next = expression.next(at, ZoneId.of(VIENNA)).orElseThrow();
            assertTrue(next > at);
            times.add(next);
            at = next;
        }
        long days = (end - Instant.parse("2026-10-20T00:00:00Z").toEpochMilli()) / 86_400_000;
        int expected = switch (text) {
            case "*/15 * * * *" -> (int) days * 96;
            case "0 * * * *" -> (int) days * 24;
            case "15 1-3 * * *" -> times.size();
            default -> (int) days;
        };
        assertEquals(expected, times.size(), 1);
    }

    @Test
    void agreesWithASearchMinuteByMinuteAwayFromChangedClocks() {
        for (String text : List.of("*/7 3-5 * * 1,3", "13 */5 1-10 * *", "0 12 * 2 SUN")) {
            CronExpression expression = CronExpression.parse(text);
            String[] parts = text.split(" ");
            CronDays days = CronDays.parse(parts[2], parts[3], parts[4]);
            CronField minutes = CronField.parse(parts[0], CronField.MINUTE);
            CronField hours = CronField.parse(parts[1], CronField.HOUR);
            Instant from = Instant.parse("2027-01-01T00:00:00Z");
            OffsetDateTime at = from.atOffset(ZoneOffset.UTC).plusMinutes(1);
            while (!(days.admits(at.toLocalDate()) && hours.has(at.getHour()) && minutes.has(at.getMinute()))) {
                at = at.plusMinutes(1);
            }
            assertEquals(at.toInstant().toEpochMilli(), expression.next(from.toEpochMilli(), ZoneId.of("UTC")).orElseThrow(), text);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "* * * *", "* * * * * * *", "61 * * * *", "* 24 * * *", "* * 0 * *", "* * 32 * *", "* * * 13 *", "* * * * 8",
        "5-1 * * * *", "*/0 * * * *", "a * * * *", "1,,2 * * * *", "* * * * MON#6", "@sometimes", "-1 * * * *", "1e9 * * * *"
    })
    void refusesWhatMakesNoSense(String text) {
        assertThrows(IllegalArgumentException.class, () -> CronExpression.parse(text));
    }

    @Test
    void saysThatADayWillNeverCome() {
        assertEquals(OptionalLong.empty(), CronExpression.parse("0 0 30 2 *").next(0, ZoneId.of("UTC")));
    }

    @Test
    void knowsWhatComesEveryFullHour() {
        assertTrue(CronExpression.parse("0 * * * *").hourly());
        assertFalse(CronExpression.parse("5 * * * *").hourly());
        assertFalse(CronExpression.parse("0 9 * * *").hourly());
    }

    private static String next(String expression, String zone, String after) {
        long found = CronExpression.parse(expression)
                .next(Instant.parse(after).toEpochMilli(), ZoneId.of(zone))
                .orElseThrow();
        return Instant.ofEpochMilli(found).toString();
    }
}
