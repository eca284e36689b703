package org.openclaw.appliance.cron;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneId;
import java.util.OptionalLong;

/** When a job runs. Immutable. Times are wall-clock milliseconds since 1970. */
sealed interface Schedule {

    /** The first time after the given one; empty when there is none any more. */
    OptionalLong next(long after);

    /** Once. */
    record At(long at) implements Schedule {

        @Override
        public OptionalLong next(long after) {
            return at > after ? OptionalLong.of(at) : OptionalLong.empty();
        }
    }

    /** Again and again, counted from the anchor. */
    record Every(long everyMillis, long anchor) implements Schedule {

        @Override
        public OptionalLong next(long after) {
            if (anchor > after) {
                return OptionalLong.of(anchor);
            }
            return OptionalLong.of(anchor + ((after - anchor) / everyMillis + 1) * everyMillis);
        }
    }

    /** By an expression, in a time zone. @param delay by which it is always late, so that not everything happens at once */
    record Cron(CronExpression expression, ZoneId zone, long delay) implements Schedule {

        @Override
        public OptionalLong next(long after) {
            OptionalLong next = expression.next(after - delay, zone);
            return next.isPresent() ? OptionalLong.of(next.getAsLong() + delay) : next;
        }
    }

    default boolean once() {
        return this instanceof At;
    }

    /** Jobs at the full hour are spread over so many milliseconds, unless told otherwise. */
    long SPREAD_MILLIS = 300_000;

    /**
     * Reads the schedule of a job that was found good before.
     *
     * @param jobId decides the delay within the spread
     * @param createdAt where counting starts, unless the schedule says
     */
    static Schedule of(JsonNode schedule, String jobId, long createdAt) {
        return switch (schedule.path("kind").asText()) {
            case "at" -> new At(Instant.parse(schedule.path("at").asText()).toEpochMilli());
            case "every" ->
                new Every(Math.max(1, schedule.path("everyMs").asLong()), schedule.path("anchorMs").asLong(createdAt));
            default -> cron(schedule, jobId);
        };
    }

    private static Cron cron(JsonNode schedule, String jobId) {
        CronExpression expression = CronExpression.parse(schedule.path("expr").asText());
        String zone = schedule.path("tz").asText();
        long window = schedule.path("staggerMs").asLong(expression.hourly() ? SPREAD_MILLIS : 0);
        long delay = window <= 0 ? 0 : Math.floorMod(jobId.hashCode() * 2_654_435_761L, window);
        return new Cron(expression, zone.isEmpty() ? ZoneId.systemDefault() : ZoneId.of(zone), delay);
    }

}
