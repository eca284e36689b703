package org.openclaw.appliance.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.openclaw.appliance.protocol.Json;

/** An answer of the Messages API, from its stream events or from one whole document. */
final class MessagesAnswer implements Dialect.Answer {

    private static final int MAX_TEXT = 4 * 1024 * 1024;
    private static final int MAX_TOOL_CALLS = 64;

    private final ModelListener listener;
    private final StringBuilder text = new StringBuilder();
    private final Map<Integer, PartialCall> calls = new TreeMap<>();
    private final JsonCounts counts = new JsonCounts();
    private String stopReason;
    private boolean stopped;
    private int size;

    /** @param position its place among the calls, from 0 */
    private record PartialCall(int position, String id, String name, StringBuilder arguments) {}

    /** Token counts arrive in pieces; a later figure replaces an earlier one. */
    private static final class JsonCounts {
        private long input;
        private long output;
        private long cacheRead;
        private long cacheWrite;

        void take(JsonNode usage) {
            input = later(usage, "input_tokens", input);
            output = later(usage, "output_tokens", output);
            cacheRead = later(usage, "cache_read_input_tokens", cacheRead);
            cacheWrite = later(usage, "cache_creation_input_tokens", cacheWrite);
        }

        private static long later(JsonNode usage, String name, long before) {
            return usage.path(name).isNumber() ? Math.clamp(usage.path(name).asLong(), 0L, 1L << 40) : before;
        }
    }

    MessagesAnswer(ModelListener listener) {
        this.listener = listener;
    }

    @Override
    public boolean chunk(JsonNode event) throws Dialect.TooBigException {
        int index = event.path("index").asInt();
        switch (event.path("type").asText()) {
            case "message_start" -> counts.take(event.path("message").path("usage"));
            case "content_block_start" -> begin(index, event.path("content_block"));
            case "content_block_delta" -> grow(index, event.path("delta"));
            case "message_delta" -> {
                counts.take(event.path("usage"));
                stopReason = event.path("delta").path("stop_reason").asText(stopReason);
            }
            case "message_stop" -> {
                stopped = true;
                stopReason = stopReason == null ? "end_turn" : stopReason;
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean whole(JsonNode document) throws Dialect.TooBigException {
        counts.take(document.path("usage"));
        int index = 0;
        for (JsonNode block : document.path("content")) {
            begin(index, block);
            if (block.path("input").isObject() && !block.path("input").isEmpty()) {
                arguments(index, Json.text(block.path("input")));
            }
            index++;
        }
        stopReason = document.path("stop_reason").asText("end_turn");
        stopped = true;
        return document.path("content").isArray();
    }

    private void begin(int index, JsonNode block) throws Dialect.TooBigException {
        switch (block.path("type").asText()) {
            case "text" -> text(block.path("text").asText(""));
            case "tool_use" -> {
                if (calls.size() >= MAX_TOOL_CALLS) {
                    throw new Dialect.TooBigException();
                }
                PartialCall call = new PartialCall(
                        calls.size(), block.path("id").asText("call_" + index), block.path("name").asText(""),
                        new StringBuilder());
                count(call.id().length() + call.name().length());
                if (calls.putIfAbsent(index, call) == null) {
                    listener.toolCall(call.position(), call.id(), call.name(), "");
                }
            }
            default -> {
                // Thinking and server-side tools are not shown.
            }
        }
    }

    private void grow(int index, JsonNode delta) throws Dialect.TooBigException {
        switch (delta.path("type").asText()) {
            case "text_delta" -> text(delta.path("text").asText(""));
            case "input_json_delta" -> arguments(index, delta.path("partial_json").asText(""));
            default -> {
                // Thinking and signatures are not shown.
            }
        }
    }

    private void text(String piece) throws Dialect.TooBigException {
        if (!piece.isEmpty()) {
            count(piece.length());
            text.append(piece);
            listener.text(piece);
        }
    }

    private void arguments(int index, String piece) throws Dialect.TooBigException {
        PartialCall call = calls.get(index);
        if (call != null && !piece.isEmpty()) {
            count(piece.length());
            call.arguments().append(piece);
            listener.toolCall(call.position(), call.id(), call.name(), piece);
        }
    }

    private void count(int more) throws Dialect.TooBigException {
        size += more;
        if (size > MAX_TEXT) {
            throw new Dialect.TooBigException();
        }
    }

    @Override
    public boolean finished() {
        return stopReason != null;
    }

    @Override
    public boolean complete() {
        return stopped;
    }

    @Override
    public boolean isEmpty() {
        return text.isEmpty() && calls.isEmpty();
    }

    @Override
    public boolean withheld() {
        return "refusal".equals(stopReason) && isEmpty();
    }

    @Override
    public ModelReply reply(ModelRef model) {
        List<Message.ToolCall> done = calls.values().stream()
                .filter(call -> !call.name().isEmpty())
                .map(call -> new Message.ToolCall(
                        call.id(), call.name(), call.arguments().isEmpty() ? "{}" : call.arguments().toString()))
                .toList();
        ModelReply.Usage usage =
                new ModelReply.Usage(counts.input, counts.output, counts.cacheRead, counts.cacheWrite);
        String reason = switch (stopReason) {
            case null -> "stop";
            case "end_turn", "stop_sequence", "pause_turn" -> "stop";
            case "max_tokens" -> "length";
            case "tool_use" -> "toolUse";
            default -> Faults.shown(stopReason);
        };
        return new ModelReply(model, text.toString(), done, usage, done.isEmpty() ? reason : "toolUse");
    }
}
