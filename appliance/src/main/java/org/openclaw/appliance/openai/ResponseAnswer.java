package org.openclaw.appliance.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.UUID;
import org.openclaw.appliance.agent.RunOutcome;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.provider.Message.ToolCall;
import org.openclaw.appliance.provider.ModelReply;

/**
 * Builds the parts of one response.
 *
 * @param id {@code resp_<run id>}: the run, which the store remembers, leads back to the session
 * @param messageId of the item with the text
 * @param created seconds since 1970
 * @param model as requested
 */
record ResponseAnswer(String id, String messageId, long created, String model) {

    static final String ID = "resp_";

    static ResponseAnswer create(String runId, long nowMillis, String model) {
        return new ResponseAnswer(ID + runId, "msg_" + UUID.randomUUID(), nowMillis / 1_000, model);
    }

    ObjectNode begun() {
        ObjectNode response = head("in_progress");
        response.putArray("output");
        response.set("usage", usage(ModelReply.Usage.NONE));
        return response;
    }

    ObjectNode whole(RunOutcome outcome, ArrayNode calls) {
        return whole(outcome, outcome.text(), calls);
    }

    /** @param calls the function-call items, as streamed */
    ObjectNode whole(RunOutcome outcome, String text, ArrayNode calls) {
        boolean cut = isCut(outcome);
        ObjectNode response = head(cut ? "incomplete" : "completed");
        if (cut) {
            response.putObject("incomplete_details").put("reason", "max_output_tokens");
        }
        ArrayNode output = response.putArray("output");
        output.add(message(outcome, text));
        output.addAll(calls);
        response.set("usage", usage(outcome.usage()));
        return response;
    }

    ObjectNode failed(String type, String message) {
        ObjectNode response = head("failed");
        response.putArray("output");
        response.putObject("error").put("code", type).put("message", message);
        response.set("usage", usage(ModelReply.Usage.NONE));
        return response;
    }

    static boolean isCut(RunOutcome outcome) {
        return outcome.toolCalls().isEmpty() && "length".equals(outcome.stopReason());
    }

    ObjectNode messageBegun() {
        ObjectNode item = Json.object().put("type", "message").put("id", messageId).put("role", "assistant");
        item.putArray("content");
        return item.put("status", "in_progress");
    }

    ObjectNode message(RunOutcome outcome, String text) {
        ObjectNode item = Json.object().put("type", "message").put("id", messageId).put("role", "assistant");
        item.putArray("content").add(part(text));
        return item.put("phase", outcome.toolCalls().isEmpty() ? "final_answer" : "commentary")
                .put("status", isCut(outcome) ? "incomplete" : "completed");
    }

    static ObjectNode part(String text) {
        return Json.object().put("type", "output_text").put("text", text);
    }

    static ArrayNode calls(RunOutcome outcome) {
        ArrayNode items = Json.array();
        for (ToolCall call : outcome.toolCalls()) {
            items.addObject()
                    .put("type", "function_call")
                    .put("id", "call_" + UUID.randomUUID())
                    .put("call_id", call.id())
                    .put("name", call.name())
                    .put("arguments", call.arguments());
        }
        return items;
    }

    private ObjectNode head(String status) {
        return Json.object()
                .put("id", id)
                .put("object", "response")
                .put("created_at", created)
                .put("status", status)
                .put("model", model);
    }

    private static ObjectNode usage(ModelReply.Usage usage) {
        long input = usage.input() + usage.cacheRead() + usage.cacheWrite();
        ObjectNode counts = Json.object().put("input_tokens", input);
        counts.putObject("input_tokens_details")
                .put("cached_tokens", usage.cacheRead())
                .put("cache_write_tokens", usage.cacheWrite());
        counts.put("output_tokens", usage.output());
        counts.putObject("output_tokens_details").put("reasoning_tokens", 0);
        return counts.put("total_tokens", input + usage.output());
    }
}
