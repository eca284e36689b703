package org.openclaw.appliance.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.UUID;
import org.openclaw.appliance.agent.RunOutcome;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.provider.Message.ToolCall;
import org.openclaw.appliance.provider.ModelReply;

/**
 * Builds the parts of one completion's answer.
 *
 * @param id {@code chatcmpl_<uuid>}
 * @param created seconds since 1970
 * @param model as requested
 */
record Answer(String id, long created, String model) {

    static Answer create(long nowMillis, String model) {
        return new Answer("chatcmpl_" + UUID.randomUUID(), nowMillis / 1_000, model);
    }

    ObjectNode whole(RunOutcome outcome) {
        ObjectNode answer = head("chat.completion");
        ObjectNode choice = answer.putArray("choices").addObject().put("index", 0);
        ObjectNode message = choice.putObject("message").put("role", "assistant").put("content", outcome.text());
        if (!outcome.toolCalls().isEmpty()) {
            ArrayNode calls = message.putArray("tool_calls");
            for (ToolCall call : outcome.toolCalls()) {
                calls.addObject()
                        .put("id", call.id())
                        .put("type", "function")
                        .set("function", Json.object().put("name", call.name()).put("arguments", call.arguments()));
            }
        }
        choice.put("finish_reason", finishReason(outcome));
        answer.set("usage", usage(outcome.usage()));
        return answer;
    }

    /** A streamed piece. @param finishReason null while there is more to come */
    ObjectNode chunk(ObjectNode delta, String finishReason) {
        ObjectNode chunk = head("chat.completion.chunk");
        ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
        choice.set("delta", delta);
        choice.put("finish_reason", finishReason);
        return chunk;
    }

    ObjectNode toolCallChunk(int index, String id, String name) {
        ObjectNode call = Json.object().put("index", index).put("id", id).put("type", "function");
        call.putObject("function").put("name", name).put("arguments", "");
        return chunk(deltaOf(call), null);
    }

    ObjectNode argumentsChunk(int index, String fragment) {
        ObjectNode call = Json.object().put("index", index);
        call.putObject("function").put("arguments", fragment);
        return chunk(deltaOf(call), null);
    }

    ObjectNode usageChunk(ModelReply.Usage usage) {
        ObjectNode chunk = head("chat.completion.chunk");
        chunk.putArray("choices");
        chunk.set("usage", usage(usage));
        return chunk;
    }

    static String finishReason(RunOutcome outcome) {
        if (!outcome.toolCalls().isEmpty()) {
            return "tool_calls";
        }
        return "length".equals(outcome.stopReason()) ? "length" : "stop";
    }

    static ObjectNode error(String type, String message) {
        ObjectNode error = Json.object();
        error.putObject("error").put("message", message).put("type", type);
        return error;
    }

    private ObjectNode head(String object) {
        return Json.object().put("id", id).put("object", object).put("created", created).put("model", model);
    }

    private static ObjectNode deltaOf(ObjectNode call) {
        ObjectNode delta = Json.object();
        delta.putArray("tool_calls").addAll(List.of(call));
        return delta;
    }

    private static ObjectNode usage(ModelReply.Usage usage) {
        long prompt = usage.input() + usage.cacheRead() + usage.cacheWrite();
        return Json.object()
                .put("prompt_tokens", prompt)
                .put("completion_tokens", usage.output())
                .put("total_tokens", prompt + usage.output());
    }
}
