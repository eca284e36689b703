package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** Jobs and runs as people read them. */
final class CronText {

    private CronText() {}

    static String status(JsonNode job) {
        if (!job.path("enabled").asBoolean()) {
            return "disabled";
        }
        return job.path("state").has("runningAtMs") ? "running" : job.path("lastRunStatus").asText("idle");
    }

    static String schedule(JsonNode schedule) {
        String zone = schedule.path("tz").asText();
        return switch (schedule.path("kind").asText()) {
            case "at" -> "at " + schedule.path("at").asText();
            case "every" -> "every " + span(schedule.path("everyMs").asLong());
            default -> "cron " + schedule.path("expr").asText() + (zone.isEmpty() ? "" : " (" + zone + ")");
        };
    }

    static String until(long now, long then) {
        return then <= 0 ? "-" : then <= now ? "now" : "in " + Ages.text(then - now);
    }

    /** Exact, unlike an age. */
    static String span(long millis) {
        StringBuilder text = new StringBuilder();
        long rest = millis;
        for (Object[] unit : new Object[][] {{"d", 86_400_000L}, {"h", 3_600_000L}, {"m", 60_000L}, {"s", 1_000L}, {"ms", 1L}}) {
            long size = (Long) unit[1];
            if (rest >= size) {
                text.append(text.isEmpty() ? "" : " ").append(rest / size).append(unit[0]);
                rest %= size;
            }
        }
        return text.isEmpty() ? "0s" : text.toString();
    }
}
