package org.openclaw.appliance.usage;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.session.Session;

/** One session's row of {@code sessions.usage}. */
final class SessionUse {

    private static final long DAY = 24 * 60 * 60 * 1_000;

    private final String key;
    private final List<Use> uses;
    private final Sum sum;

    SessionUse(String key, Span span, List<Use> uses) {
        this.key = key;
        this.uses = uses;
        this.sum = new Sum(span);
        uses.forEach(sum);
    }

    long errors() {
        return sum.totals.errors();
    }

    /** @param session null for one that is gone */
    ObjectNode row(MessageCounts messages, Session session) {
        ObjectNode row = Json.object().put("key", key);
        if (session != null) {
            session.setting("label").ifPresent(label -> row.put("label", label));
            row.put("sessionId", session.sessionId())
                    .put("updatedAt", session.updatedAt())
                    .put("agentId", session.key().agentId());
        } else if (!uses.isEmpty()) {
            Use last = uses.getLast();
            row.put("sessionId", last.sessionId()).put("updatedAt", last.lastAt()).put("agentId", last.agentId());
        }
        row.put("scope", "instance");
        if (uses.isEmpty()) {
            return row.putNull("usage").put("hasContextWeight", false);
        }
        row.put("modelProvider", uses.getLast().provider()).put("model", uses.getLast().model());
        row.set("usage", usage(messages, row.path("sessionId").asText()));
        return row.put("hasContextWeight", false);
    }

    private ObjectNode usage(MessageCounts messages, String sessionId) {
        ObjectNode usage = sum.totals.json().put("sessionId", sessionId);
        long first = uses.getFirst().firstAt();
        long last = uses.getLast().lastAt();
        usage.put("firstActivity", first).put("lastActivity", last).put("durationMs", Math.max(0, last - first));
        usage.set("messageCounts", messages.json());
        usage.set("modelUsage", sum.byModel());
        usage.set("latency", sum.totals.latency());
        ArrayNode dates = usage.putArray("activityDates");
        ArrayNode breakdown = usage.putArray("dailyBreakdown");
        sum.days.forEach((day, used) -> {
            dates.add(day.toString());
            used.putInto(breakdown.addObject()
                    .put("date", day.toString())
                    .put("tokens", used.tokens())
                    .put("cost", used.cost()));
        });
        usage.set("utcQuarterHourTokenUsage", quarters());
        usage.set("dailyLatency", sum.latencyDaily());
        usage.set("dailyModelUsage", sum.modelDaily());
        return usage;
    }

    private ArrayNode quarters() {
        ArrayNode quarters = Json.array();
        for (Use use : uses) {
            LocalDate day = LocalDate.ofInstant(Instant.ofEpochMilli(use.slot()), ZoneOffset.UTC);
            quarters.addObject()
                    .put("date", day.toString())
                    .put("quarterIndex", Math.floorMod(use.slot(), DAY) / Ledger.SLOT)
                    .put("input", use.input())
                    .put("output", use.output())
                    .put("cacheRead", use.cacheRead())
                    .put("cacheWrite", use.cacheWrite())
                    .put("totalTokens", use.tokens())
                    .put("totalCost", Totals.rounded(use.cost()));
        }
        return quarters;
    }
}
