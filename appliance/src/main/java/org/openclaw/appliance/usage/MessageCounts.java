package org.openclaw.appliance.usage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.openclaw.appliance.protocol.Json;

/** How many messages of each kind. Used by one thread. */
final class MessageCounts {

    private long user;
    private long assistant;
    private long toolResults;
    private long errors;

    MessageCounts() {}

    /** @param byRole as transcripts name the roles */
    MessageCounts(Map<String, Long> byRole, long errors) {
        this.user = byRole.getOrDefault("user", 0L);
        this.assistant = byRole.getOrDefault("assistant", 0L);
        this.toolResults = byRole.getOrDefault("toolResult", 0L);
        this.errors = errors;
    }

    void add(MessageCounts other) {
        user += other.user;
        assistant += other.assistant;
        toolResults += other.toolResults;
        errors += other.errors;
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
