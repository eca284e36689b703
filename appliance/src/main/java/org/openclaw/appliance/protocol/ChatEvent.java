package org.openclaw.appliance.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * Payload of the {@code chat} event. What a state doesn't use is null and stays off the wire.
 *
 * @param seq the number of the run's {@link AgentEvent} it goes with
 * @param state {@code status}, {@code delta}, {@code final}, {@code aborted} or {@code error}
 */
public record ChatEvent(
        String runId,
        String sessionKey,
        String agentId,
        long seq,
        String state,
        String phase,
        String deltaText,
        Object message,
        String errorMessage,
        String errorKind,
        JsonNode errorDetail,
        String stopReason,
        JsonNode usage,
        Boolean replace) {

    /** An assistant's message as events show it. */
    public record Message(String role, List<Text> content, long timestamp) {

        public static Message of(String text, long timestamp) {
            return new Message("assistant", List.of(new Text("text", text)), timestamp);
        }
    }

    /** A text block. */
    public record Text(String type, String text) {}

    public static ChatEvent status(String runId, String sessionKey, String agentId, long seq, String phase) {
        return new ChatEvent(
                runId, sessionKey, agentId, seq, "status", phase, null, null, null, null, null, null, null, null);
    }

    /** @param replace true where the message begins anew instead of going on, else null */
    public static ChatEvent delta(
            String runId, String sessionKey, String agentId, long seq, String deltaText, Message message, Boolean replace) {
        return new ChatEvent(
                runId, sessionKey, agentId, seq, "delta", null, deltaText, message, null, null, null, null, null, replace);
    }

    public static ChatEvent done(
            String runId, String sessionKey, String agentId, long seq, Message message, String stopReason, JsonNode usage) {
        return new ChatEvent(
                runId, sessionKey, agentId, seq, "final", null, null, message, null, null, null, stopReason, usage, null);
    }

    public static ChatEvent aborted(
            String runId, String sessionKey, String agentId, long seq, Message message, String stopReason) {
        return new ChatEvent(
                runId, sessionKey, agentId, seq, "aborted", null, null, message, null, null, null, stopReason, null, null);
    }

    public static ChatEvent error(
            String runId,
            String sessionKey,
            String agentId,
            long seq,
            Message message,
            String errorMessage,
            String errorKind,
            JsonNode errorDetail) {
        return new ChatEvent(
                runId, sessionKey, agentId, seq, "error", null, null, message, errorMessage, errorKind, errorDetail,
                "error", null, null);
    }
}
