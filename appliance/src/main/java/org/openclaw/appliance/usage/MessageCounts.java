package org.openclaw.appliance.usage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.openclaw.appliance.protocol.Json;

/** How many messages of each kind. Immutable. */
final class MessageCounts {

    private final long user;
    private final long assistant;
    private final long toolResults;
    private final long errors;

    private MessageCounts(long user, long assistant, long toolResults, long errors) {
        this.user = user;
        this.assistant = assistant;
        this.toolResults = toolResults;
        this.errors = errors;
    }

    /** @param byRole as transcripts name the roles */
    static MessageCounts of(Map<String, Long> byRole, long errors) {
        return new MessageCounts(
                byRole.getOrDefault("user", 0L),
                byRole.getOrDefault("assistant", 0L),
                byRole.getOrDefault("toolResult", 0L),
                errors);
    }

    /** Each run has a message of the user's and an answer. */
    static MessageCounts ofRuns(Totals totals, long toolCalls) {
        return new MessageCounts(totals.runs(), totals.runs(), toolCalls, totals.errors());
    }

    /** Each call of a tool leaves one result. */
    long toolCalls() {
        return toolResults;
    }

    ObjectNode json() {
        return Json.object()
                .put("total", user + assistant)
                .put("user", user)
                .put("assistant", assistant)
                .put("toolCalls", toolResults)
                .put("toolResults", toolResults)
                .put("errors", errors);
    }
}
