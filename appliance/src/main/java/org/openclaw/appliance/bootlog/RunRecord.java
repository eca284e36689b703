package org.openclaw.appliance.bootlog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openclaw.appliance.protocol.Json;

/**
 * What a run leaves behind, in case it can't say goodbye.
 *
 * @param start what was known when it began, and doesn't change
 * @param sequence grows with every change
 * @param seen the last sign of life
 * @param ready whether the start came to its end
 * @param planned the end that was asked for, or null
 * @param finished whether the planned end was reached
 * @param stall what made no progress when the watchdog looked last, a sentence; or null
 * @param unclean when earlier runs ended unclean, on the timeline of {@link UncleanEnds}
 */
record RunRecord(
        Start start,
        long sequence,
        Seen seen,
        boolean ready,
        PlannedEnd planned,
        boolean finished,
        String stall,
        List<Long> unclean) {

    /** Most characters of any text in it. */
    static final int LONGEST_TEXT = 300;

    private static final int MOST_COUNTERS = 12;
    private static final int MOST_UNCLEAN = 16;

    /**
     * @param id differs from every other run's
     * @param bootId the run of the machine; empty where unknown
     * @param atMillis wall-clock time
     * @param upMillis time on the machine's timeline
     * @param directory the working directory, where a broken JVM leaves its report
     */
    record Start(
            String id, String bootId, long pid, long atMillis, long upMillis, String version, String directory,
            Map<String, Long> oomKills) {}

    /** @param atMillis wall-clock time @param upMillis time on the machine's timeline */
    record Seen(long atMillis, long upMillis, Vitals vitals) {}

    static RunRecord begun(Start start, Vitals vitals, List<Long> unclean) {
        return new RunRecord(
                start, 1, new Seen(start.atMillis(), start.upMillis(), vitals), false, null, false, null, unclean);
    }

    RunRecord seen(Seen now) {
        return new RunRecord(start, sequence + 1, now, ready, planned, finished, stall, unclean);
    }

    RunRecord nowReady() {
        return new RunRecord(start, sequence + 1, seen, true, planned, finished, stall, unclean);
    }

    RunRecord planned(PlannedEnd end) {
        return new RunRecord(start, sequence + 1, seen, ready, end, finished, stall, unclean);
    }

    RunRecord nowFinished() {
        return new RunRecord(start, sequence + 1, seen, ready, planned, true, stall, unclean);
    }

    RunRecord stalled(String what) {
        return new RunRecord(
                start, sequence + 1, seen, ready, planned, finished, what == null ? null : plain(what), unclean);
    }

    RunRecord forgiven() {
        return new RunRecord(start, sequence + 1, seen, ready, planned, finished, stall, List.of());
    }

    /** Whether the other one tells more of the same run. */
    boolean isOutdatedBy(RunRecord other) {
        return other.start.id().equals(start.id()) && other.sequence > sequence;
    }

    String json() {
        ObjectNode json = Json.object().put("id", start.id()).put("bootId", start.bootId()).put("pid", start.pid());
        json.put("startedAt", start.atMillis()).put("startedUp", start.upMillis());
        json.put("version", start.version()).put("directory", start.directory());
        ObjectNode counters = json.putObject("oomKills");
        start.oomKills().forEach(counters::put);
        json.put("sequence", sequence).put("seenAt", seen.atMillis()).put("seenUp", seen.upMillis());
        json.put("rss", seen.vitals().rssBytes());
        if (seen.vitals().level() != null) {
            json.put("level", seen.vitals().level());
        }
        json.put("ready", ready);
        if (planned != null) {
            json.putObject("planned").put("kind", planned.kind().name()).put("by", planned.by());
        }
        json.put("finished", finished);
        if (stall != null) {
            json.put("stall", stall);
        }
        ArrayNode ends = json.putArray("unclean");
        unclean.forEach(ends::add);
        return json.toString();
    }

    /** Reads what an earlier run, or anybody, wrote: empty where it isn't a run record, bounded where it is. */
    static Optional<RunRecord> parse(String text) {
        try {
            JsonNode json = Json.parse(text);
            if (!json.path("id").isTextual() || !json.path("pid").isIntegralNumber() || json.path("pid").asLong() <= 0) {
                return Optional.empty();
            }
            Start start = new Start(
                    plain(json.path("id").asText()),
                    plain(json.path("bootId").asText()),
                    json.path("pid").asLong(),
                    json.path("startedAt").asLong(),
                    json.path("startedUp").asLong(),
                    plain(json.path("version").asText()),
                    plain(json.path("directory").asText()),
                    counters(json.path("oomKills")));
            JsonNode level = json.path("level");
            Vitals vitals = new Vitals(json.path("rss").asLong(-1), level.isTextual() ? plain(level.asText()) : null);
            JsonNode stall = json.path("stall");
            return Optional.of(new RunRecord(
                    start,
                    json.path("sequence").asLong(),
                    new Seen(json.path("seenAt").asLong(), json.path("seenUp").asLong(), vitals),
                    json.path("ready").asBoolean(),
                    planned(json.path("planned")),
                    json.path("finished").asBoolean(),
                    stall.isTextual() ? plain(stall.asText()) : null,
                    unclean(json.path("unclean"))));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static Map<String, Long> counters(JsonNode json) {
        Map<String, Long> counters = new LinkedHashMap<>();
        json.properties().stream()
                .limit(MOST_COUNTERS)
                .forEach(counter -> counters.put(plain(counter.getKey()), counter.getValue().asLong()));
        return counters;
    }

    private static PlannedEnd planned(JsonNode json) {
        for (PlannedEnd.Kind kind : PlannedEnd.Kind.values()) {
            if (kind.name().equals(json.path("kind").asText())) {
                return new PlannedEnd(kind, json.path("by").asText());
            }
        }
        return null;
    }

    private static List<Long> unclean(JsonNode json) {
        List<Long> ends = new ArrayList<>();
        for (int at = Math.max(0, json.size() - MOST_UNCLEAN); at < json.size(); at++) {
            ends.add(json.get(at).asLong());
        }
        return ends;
    }

    /** Text fit for one line of a log, however it came here. */
    static String plain(String text) {
        String shown = text == null ? "" : text.replaceAll("\\p{Cntrl}", " ").strip();
        return shown.length() <= LONGEST_TEXT ? shown : shown.substring(0, LONGEST_TEXT - 1) + "…";
    }
}
