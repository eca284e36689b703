package org.openclaw.appliance.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.openclaw.appliance.protocol.Json;

/** An answer of the Messages API, from its stream events or from one whole document. Used by one thread. */
final class MessagesAnswer implements Dialect.Answer {

    private final GrowingReply reply;
    private final Map<Integer, Thought> thoughts = new TreeMap<>();
    private ModelReply.Usage usage = ModelReply.Usage.NONE;
    private String stopReason;
    private boolean stopped;

    /** A block of thinking: open with its signature, or sealed altogether. */
    private static final class Thought {
        private final JsonNode begun;
        private final StringBuilder text = new StringBuilder();
        private final StringBuilder signature = new StringBuilder();

        Thought(JsonNode begun) {
            this.begun = begun;
            text.append(begun.path("thinking").asText(""));
            signature.append(begun.path("signature").asText(""));
        }

        ObjectNode block() {
            return begun.path("type").asText().equals("redacted_thinking")
                    ? Json.object().put("type", "redacted_thinking").put("data", begun.path("data").asText(""))
                    : Json.object()
                            .put("type", "thinking")
                            .put("thinking", text.toString())
                            .put("signature", signature.toString());
        }
    }

    MessagesAnswer(ModelListener listener) {
        this.reply = new GrowingReply(listener);
    }

    @Override
    public boolean chunk(JsonNode event) throws Dialect.TooBigException {
        int index = event.path("index").asInt();
        switch (event.path("type").asText()) {
            case "message_start" -> count(event.path("message").path("usage"));
            case "content_block_start" -> begin(index, event.path("content_block"));
            case "content_block_delta" -> grow(index, event.path("delta"));
            case "message_delta" -> {
                count(event.path("usage"));
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
        count(document.path("usage"));
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
            case "text" -> reply.text(block.path("text").asText(""));
            case "tool_use" -> reply.call(index, block.path("id").asText(""), block.path("name").asText(""), "");
            case "thinking", "redacted_thinking" -> {
                if (thoughts.size() >= GrowingReply.MAX_TOOL_CALLS) {
                    throw new Dialect.TooBigException();
                }
                reply.hidden(block.path("thinking").asText("").length() + block.path("data").asText("").length());
                thoughts.put(index, new Thought(block));
            }
            default -> {
                // Server-side tools are not shown.
            }
        }
    }

    private void grow(int index, JsonNode delta) throws Dialect.TooBigException {
        switch (delta.path("type").asText()) {
            case "text_delta" -> reply.text(delta.path("text").asText(""));
            case "input_json_delta" -> arguments(index, delta.path("partial_json").asText(""));
            case "thinking_delta" -> think(index, delta.path("thinking").asText(""), "");
            case "signature_delta" -> think(index, "", delta.path("signature").asText(""));
            default -> {
                // Citations and the like are not shown.
            }
        }
    }

    private void think(int index, String text, String signature) throws Dialect.TooBigException {
        Thought thought = thoughts.get(index);
        if (thought != null) {
            reply.hidden(text.length() + signature.length());
            thought.text.append(text);
            thought.signature.append(signature);
        }
    }

    private List<JsonNode> thoughtBlocks() {
        List<JsonNode> blocks = new ArrayList<>();
        thoughts.values().forEach(thought -> blocks.add(thought.block()));
        return blocks;
    }

    private void arguments(int index, String piece) throws Dialect.TooBigException {
        if (!piece.isEmpty() && reply.calls(index)) {
            reply.call(index, "", "", piece);
        }
    }

    /** Token counts arrive in pieces; a later figure replaces an earlier one. */
    private void count(JsonNode counts) {
        usage = new ModelReply.Usage(
                later(counts, "input_tokens", usage.input()),
                later(counts, "output_tokens", usage.output()),
                later(counts, "cache_read_input_tokens", usage.cacheRead()),
                later(counts, "cache_creation_input_tokens", usage.cacheWrite()));
    }

    private static long later(JsonNode counts, String name, long before) {
        return counts.path(name).isNumber() ? ModelReply.Usage.count(counts.path(name)) : before;
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
        return reply.isEmpty();
    }

    @Override
    public boolean withheld() {
        return "refusal".equals(stopReason) && isEmpty();
    }

    @Override
    public ModelReply reply(ModelRef model) {
        return reply.reply(model, usage, switch (stopReason) {
            case null -> "stop";
            case "end_turn", "stop_sequence", "pause_turn" -> "stop";
            case "max_tokens" -> "length";
            case "tool_use" -> "toolUse";
            default -> Faults.shown(stopReason);
        }).withThoughts(thoughtBlocks());
    }
}
