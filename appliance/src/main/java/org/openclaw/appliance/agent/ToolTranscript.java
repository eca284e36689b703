package org.openclaw.appliance.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.provider.Message;
import org.openclaw.appliance.provider.Message.ToolCall;
import org.openclaw.appliance.provider.ModelReply;
import org.openclaw.appliance.session.NewEntry;
import org.openclaw.appliance.tool.ToolResult;

/** Calls of tools and what came of them, as transcripts have them and as models are shown them again. */
final class ToolTranscript {

    /** Most characters of an earlier turn's tool result that a model is shown again. */
    static final int MOST_SHOWN_AGAIN = 4_000;

    private static final String NO_RESULT = "There is no result: the turn ended before this tool did.";

    private ToolTranscript() {}

    /** What the model said and asked for in one round. */
    static NewEntry asked(String runId, ModelReply reply, List<ToolCall> calls, long now) {
        ObjectNode message = Json.object().put("role", "assistant");
        ArrayNode content = message.putArray("content");
        if (!reply.text().isEmpty()) {
            content.addObject().put("type", "text").put("text", reply.text());
        }
        for (ToolCall call : calls) {
            content.addObject()
                    .put("type", "toolCall")
                    .put("id", call.id())
                    .put("name", call.name())
                    .set("arguments", arguments(call));
        }
        message.put("timestamp", now)
                .put("provider", reply.model().provider())
                .put("model", reply.model().model());
        message.putObject("usage")
                .put("input", reply.usage().input())
                .put("output", reply.usage().output())
                .put("cacheRead", reply.usage().cacheRead())
                .put("cacheWrite", reply.usage().cacheWrite())
                .put("totalTokens", reply.usage().total());
        return NewEntry.of(runId, message.put("stopReason", "toolUse"));
    }

    /** What came of one call. */
    static NewEntry answered(String runId, ToolCall call, ToolResult result, long now) {
        ObjectNode message = Json.object()
                .put("role", "toolResult")
                .put("toolCallId", call.id())
                .put("toolName", call.name());
        message.setAll(result.json());
        return NewEntry.of(runId, message.put("isError", result.error()).put("timestamp", now));
    }

    /** The arguments as an object, whatever the model wrote. */
    static JsonNode arguments(ToolCall call) {
        try {
            JsonNode parsed = Json.parse(call.arguments().isBlank() ? "{}" : call.arguments());
            return parsed.isObject() ? parsed : Json.object().put("raw", call.arguments());
        } catch (JsonProcessingException e) {
            return Json.object().put("raw", call.arguments());
        }
    }

    /**
     * A conversation that every provider takes: each call followed at once by its result, no result without its call. A
     * crash, an abort or a message that came in between leaves transcripts that aren't so. What earlier turns wrote and read
     * with tools is shortened.
     */
    static List<Message> repaired(List<Message> messages) {
        List<Message> repaired = new ArrayList<>(messages.size());
        for (int i = 0; i < messages.size(); i++) {
            switch (messages.get(i)) {
                case Message.Assistant assistant -> {
                    repaired.add(shortened(assistant));
                    for (ToolCall call : assistant.toolCalls()) {
                        repaired.add(result(messages, i + 1, call));
                    }
                }
                case Message.User user -> repaired.add(user);
                // Comes with its call.
                case Message.ToolResult result -> { }
            }
        }
        return repaired;
    }

    // Providers count their calls anew in every answer, so an id belongs to the nearest call before it.
    private static Message.ToolResult result(List<Message> messages, int from, ToolCall call) {
        for (Message message : messages.subList(from, messages.size())) {
            if (message instanceof Message.ToolResult result && result.toolCallId().equals(call.id())) {
                return new Message.ToolResult(
                        call.id(), call.name(), ToolResult.shortened(result.text(), MOST_SHOWN_AGAIN), result.isError());
            }
            if (message instanceof Message.Assistant other
                    && other.toolCalls().stream().anyMatch(later -> later.id().equals(call.id()))) {
                break;
            }
        }
        return new Message.ToolResult(call.id(), call.name(), NO_RESULT, true);
    }

    private static Message.Assistant shortened(Message.Assistant assistant) {
        return new Message.Assistant(
                assistant.text(), assistant.toolCalls().stream().map(ToolTranscript::shortened).toList());
    }

    private static ToolCall shortened(ToolCall call) {
        int length = call.arguments().length();
        return length <= MOST_SHOWN_AGAIN
                ? call
                : new ToolCall(call.id(), call.name(), "{\"note\":\"" + length + " characters of arguments left out\"}");
    }
}
