package org.openclaw.appliance.usage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.session.Entry;
import org.openclaw.appliance.session.SessionKey;
import org.openclaw.appliance.session.Sessions;

/** The answers of the usage methods. Thread-safe; reads the disk. */
final class Reports {

    private static final int MOST_SESSIONS = 200;
    private static final int MOST_POINTS = 2_000;
    private static final int MOST_LOGS = 200;
    private static final int LOG_CHARACTERS = 2_000;

    private final Uses uses;
    private final Sessions sessions;
    private final Clock clock;

    Reports(Uses uses, Sessions sessions, Clock clock) {
        this.uses = uses;
        this.sessions = sessions;
        this.clock = clock;
    }

    ObjectNode cost(Span span, String agentId) {
        Sum sum = new Sum(span);
        uses.forEach(span, agentId, sum);
        ObjectNode report = Json.object().put("updatedAt", clock.millis()).put("days", span.days());
        report.set("daily", sum.everyDay());
        report.set("totals", sum.totals.json());
        report.set("cacheStatus", fresh(0));
        return report;
    }

    /** @param only one session's key, or null @param agentId null for every agent */
    ObjectNode sessions(Span span, String only, String agentId, int limit) {
        Sum sum = new Sum(span);
        List<String> keys = only != null
                ? List.of(only)
                : uses.sessions(span, agentId, Math.min(limit, MOST_SESSIONS));
        if (only == null) {
            uses.forEach(span, agentId, sum);
        } else {
            uses.of(only, span.begin(), span.end(), MOST_POINTS).forEach(sum);
        }
        ObjectNode report = Json.object()
                .put("updatedAt", clock.millis())
                .put("startDate", span.first().toString())
                .put("endDate", span.last().toString());
        ArrayNode rows = report.putArray("sessions");
        long toolCalls = 0;
        for (String key : keys) {
            SessionUse use = new SessionUse(key, span, uses.of(key, span.begin(), span.end(), MOST_POINTS));
            SessionKey parsed = SessionKey.parse(key).orElse(null);
            Map<String, Long> messages = parsed == null ? Map.of() : sessions.messages(parsed, span.begin(), span.end());
            MessageCounts counts = MessageCounts.of(messages, use.errors());
            toolCalls += counts.toolCalls();
            rows.add(use.row(counts, parsed == null ? null : sessions.find(parsed).orElse(null)));
        }
        report.set("totals", sum.totals.json());
        long count = only == null ? uses.countSessions(span, agentId) : keys.size();
        report.set("aggregates", aggregates(sum, toolCalls, count));
        report.putArray("creatorOptions");
        report.set("cacheStatus", fresh(count));
        return report;
    }

    /** @param toolCalls of the sessions told of one by one; the others' would have to be counted in every transcript */
    private static ObjectNode aggregates(Sum sum, long toolCalls, long sessions) {
        ObjectNode aggregates = Json.object().put("sessionCount", sessions).put("longestSessionDurationMs", sum.totals.longest());
        aggregates.set("messages", MessageCounts.ofRuns(sum.totals, toolCalls).json());
        ObjectNode tools = aggregates.putObject("tools").put("totalCalls", toolCalls).put("uniqueTools", 0);
        tools.putArray("tools");
        aggregates.set("byModel", sum.byModel());
        aggregates.set("byProvider", sum.byProvider());
        aggregates.set("byAgent", sum.byAgent());
        aggregates.putArray("byChannel");
        aggregates.putArray("byCreator");
        aggregates.set("costDaily", sum.costDaily());
        aggregates.set("latency", sum.totals.latency());
        aggregates.set("dailyLatency", sum.latencyDaily());
        aggregates.set("modelDaily", sum.modelDaily());
        ArrayNode daily = aggregates.putArray("daily");
        sum.days.forEach((day, used) -> daily.addObject()
                .put("date", day.toString())
                .put("tokens", used.tokens())
                .put("cost", used.cost())
                .put("messages", used.runs() * 2)
                .put("toolCalls", 0)
                .put("errors", used.errors()));
        return aggregates;
    }

    /** A session's tokens and cost over time. */
    ObjectNode timeseries(SessionKey key) {
        ObjectNode report = Json.object();
        sessions.find(key).ifPresent(session -> report.put("sessionId", session.sessionId()));
        ArrayNode points = report.putArray("points");
        long tokens = 0;
        double cost = 0;
        for (Use use : uses.of(key.toString(), 0, Long.MAX_VALUE, MOST_POINTS)) {
            tokens += use.tokens();
            cost += use.cost();
            points.addObject()
                    .put("timestamp", use.lastAt())
                    .put("input", use.input())
                    .put("output", use.output())
                    .put("cacheRead", use.cacheRead())
                    .put("cacheWrite", use.cacheWrite())
                    .put("totalTokens", use.tokens())
                    .put("cost", Totals.rounded(use.cost()))
                    .put("cumulativeTokens", tokens)
                    .put("cumulativeCost", Totals.rounded(cost));
        }
        return report;
    }

    /** A session's newest messages with what they used. */
    ObjectNode logs(SessionKey key, Integer limit) {
        ObjectNode report = Json.object();
        ArrayNode logs = report.putArray("logs");
        for (Entry entry : sessions.recent(key, Math.min(limit == null ? MOST_LOGS : limit, MOST_LOGS))) {
            JsonNode message = entry.message();
            ObjectNode log = logs.addObject()
                    .put("timestamp", message.path("timestamp").asLong())
                    .put("role", message.path("role").asText())
                    .put("content", text(message.path("content")));
            long tokens = message.path("usage").path("totalTokens").asLong();
            if (tokens > 0) {
                log.put("tokens", tokens);
            }
        }
        return report;
    }

    private static String text(JsonNode content) {
        StringBuilder text = new StringBuilder(content.asText(""));
        for (JsonNode block : content) {
            if (text.length() < LOG_CHARACTERS && block.path("text").isTextual()) {
                text.append(text.isEmpty() ? "" : "\n").append(block.path("text").textValue());
            }
        }
        return text.length() > LOG_CHARACTERS ? text.substring(0, LOG_CHARACTERS) + "…" : text.toString();
    }

    /** When the span "all" begins. */
    long oldest() {
        return uses.oldest(clock.millis());
    }

    /** The original reads files in the background and says how far it got; a table is never behind. */
    private ObjectNode fresh(long sessions) {
        return Json.object()
                .put("status", "fresh")
                .put("cachedFiles", sessions)
                .put("pendingFiles", 0)
                .put("staleFiles", 0)
                .put("refreshedAt", clock.millis());
    }
}
