package org.openclaw.appliance.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.Map;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.provider.Message.ToolCall;
import org.openclaw.appliance.tool.ToolResult;

/**
 * Tells how a run's tool calls go: {@code agent} events of the streams {@code tool} and {@code item}. Clients with the
 * capability {@value #CAPABILITY} hear the first kind as such, those that follow the list of sessions as
 * {@code session.tool}. Thread-safe.
 */
final class ToolEvents {

    static final String CAPABILITY = "tool-events";

    private static final int MOST_TEXT = 8_000;
    private static final long PROGRESS_MILLIS = 500;

    private final RunEvents events;
    private final Clock clock;
    private volatile long progressAt;

    ToolEvents(RunEvents events, Clock clock) {
        this.events = events;
        this.clock = clock;
    }

    void started(ToolCall call) {
        ObjectNode data = head("start", call);
        data.set("args", clipped(ToolTranscript.arguments(call)));
        events.tool(data, false);
        events.item(item("start", call, "running").put("startedAt", clock.millis()));
    }

    /** How far a call is; told at most twice a second for the whole run. */
    void progress(ToolCall call, String text) {
        long now = clock.millis();
        if (now - progressAt < PROGRESS_MILLIS) {
            return;
        }
        progressAt = now;
        ObjectNode data = head("update", call);
        data.set("partialResult", clipped(ToolResult.of(ToolResult.shortened(text, MOST_TEXT)).json()));
        events.tool(data, true);
    }

    void ended(ToolCall call, ToolResult result, long startedAt) {
        ObjectNode data = head("result", call).put("isError", result.error());
        if (commandBearing(call)) {
            data.put("commandBearing", true);
        }
        data.set("result", clipped(result.json()));
        events.tool(data, false);
        events.item(item("end", call, result.error() ? "failed" : "completed")
                .put("startedAt", startedAt)
                .put("endedAt", clock.millis()));
    }

    private static ObjectNode head(String phase, ToolCall call) {
        return Json.object().put("phase", phase).put("name", call.name()).put("toolCallId", call.id());
    }

    private static ObjectNode item(String phase, ToolCall call, String status) {
        ObjectNode item = Json.object()
                .put("itemId", "tool:" + call.id())
                .put("toolCallId", call.id())
                .put("name", call.name())
                .put("kind", "tool")
                .put("phase", phase)
                .put("title", call.name())
                .put("status", status);
        return commandBearing(call) ? item.put("commandBearing", true) : item;
    }

    private static boolean commandBearing(ToolCall call) {
        return call.name().equals("exec") || call.name().equals("process");
    }

    // The transcript has all of it; an event must not be larger than a slow connection can take.
    private static JsonNode clipped(JsonNode node) {
        if (node.isTextual() && node.textValue().length() > MOST_TEXT) {
            return Json.object().textNode(ToolResult.shortened(node.textValue(), MOST_TEXT));
        }
        if (node.isArray() && node.size() > 0 && node.size() <= 64) {
            var copy = Json.array();
            node.forEach(part -> copy.add(clipped(part)));
            return copy;
        }
        if (node.isObject()) {
            ObjectNode copy = Json.object();
            for (Map.Entry<String, JsonNode> part : node.properties()) {
                copy.set(part.getKey(), clipped(part.getValue()));
            }
            return copy;
        }
        return node;
    }
}
