package org.openclaw.appliance.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An answer of the chat-completions API as it grows, from stream chunks or from one whole document. Used by one thread. */
final class CompletionAnswer implements Dialect.Answer {

    private static final int MAX_TEXT = 4 * 1024 * 1024;
    private static final int MAX_TOOL_CALLS = 64;

    private final ModelListener listener;
    private final StringBuilder text = new StringBuilder();
    private final Map<Integer, PartialCall> calls = new TreeMap<>();
    private ModelReply.Usage usage;
    private String finishReason;
    private boolean complete;
    private int size;

    private static final class PartialCall {
        private String id = "";
        private String name = "";
        private final StringBuilder arguments = new StringBuilder();
    }

    CompletionAnswer(ModelListener listener) {
        this.listener = listener;
    }

    @Override
    public boolean chunk(JsonNode chunk) throws Dialect.TooBigException {
        JsonNode choice = chunk.path("choices").path(0);
        boolean progress = take(choice.path("delta"));
        progress |= takeFinish(choice);
        // Some providers count as they go; only the count after the end is the whole one.
        complete = takeUsage(chunk.path("usage")) && finishReason != null;
        return progress;
    }

    @Override
    public boolean whole(JsonNode document) throws Dialect.TooBigException {
        JsonNode choice = document.path("choices").path(0);
        takeUsage(document.path("usage"));
        take(choice.path("message"));
        if (!takeFinish(choice) && choice.path("message").isObject()) {
            finishReason = "stop";
        }
        return choice.path("message").isObject();
    }

    @Override
    public boolean finished() {
        return finishReason != null;
    }

    @Override
    public boolean complete() {
        return complete;
    }

    @Override
    public boolean isEmpty() {
        return text.isEmpty() && calls.isEmpty();
    }

    @Override
    public boolean withheld() {
        return "content_filter".equals(finishReason) && isEmpty();
    }

    @Override
    public ModelReply reply(ModelRef model) {
        List<Message.ToolCall> done = calls.entrySet().stream()
                .map(entry -> new Message.ToolCall(
                        entry.getValue().id.isEmpty() ? "call_" + entry.getKey() : entry.getValue().id,
                        entry.getValue().name,
                        entry.getValue().arguments.isEmpty() ? "{}" : entry.getValue().arguments.toString()))
                .filter(call -> !call.name().isEmpty())
                .toList();
        return new ModelReply(
                model, text.toString(), done, usage == null ? ModelReply.Usage.NONE : usage, stopReason(!done.isEmpty()));
    }

    private String stopReason(boolean callsTools) {
        if (callsTools) {
            return "toolUse";
        }
        return switch (finishReason) {
            case null -> "stop";
            case "tool_calls", "function_call", "end_turn" -> "stop";
            case "max_tokens" -> "length";
            default -> Faults.shown(finishReason);
        };
    }

    private boolean take(JsonNode delta) throws Dialect.TooBigException {
        boolean progress = hasText(delta.path("reasoning_content")) || hasText(delta.path("reasoning"));
        for (String field : List.of("content", "refusal")) {
            String piece = textOf(delta.path(field));
            if (!piece.isEmpty()) {
                grow(piece.length());
                text.append(piece);
                listener.text(piece);
                progress = true;
            }
        }
        int position = 0;
        for (JsonNode call : delta.path("tool_calls")) {
            takeCall(call, call.path("index").asInt(position++));
            progress = true;
        }
        return progress;
    }

    private void takeCall(JsonNode call, int index) throws Dialect.TooBigException {
        PartialCall partial = calls.get(index);
        boolean fresh = partial == null;
        if (fresh) {
            if (calls.size() >= MAX_TOOL_CALLS) {
                throw new Dialect.TooBigException();
            }
            partial = new PartialCall();
            calls.put(index, partial);
        }
        JsonNode function = call.path("function");
        JsonNode arguments = function.path("arguments");
        String piece = arguments.isObject() ? arguments.toString() : arguments.asText("");
        String id = call.path("id").asText("");
        String name = function.path("name").asText("");
        grow(piece.length() + id.length() + name.length());
        // The id and the name come whole, in the first chunk that has them; some providers repeat them.
        partial.id = partial.id.isEmpty() ? id : partial.id;
        partial.name = partial.name.isEmpty() ? name : partial.name;
        partial.arguments.append(piece);
        if (fresh || !piece.isEmpty()) {
            listener.toolCall(index, partial.id.isEmpty() ? "call_" + index : partial.id, partial.name, piece);
        }
    }

    private boolean takeFinish(JsonNode choice) {
        String reason = choice.path("finish_reason").asText("");
        if (reason.isEmpty() || reason.equals("null")) {
            return false;
        }
        finishReason = reason;
        return true;
    }

    private boolean takeUsage(JsonNode counts) {
        if (!counts.isObject()) {
            return false;
        }
        long cached = count(counts.path("prompt_tokens_details").path("cached_tokens"));
        long prompt = count(counts.path("prompt_tokens"));
        usage = new ModelReply.Usage(
                Math.max(0, prompt - cached), count(counts.path("completion_tokens")), cached, 0);
        return true;
    }

    private static long count(JsonNode number) {
        return Math.clamp(number.asLong(), 0L, 1L << 40);
    }

    private void grow(int by) throws Dialect.TooBigException {
        size += by;
        if (size > MAX_TEXT) {
            throw new Dialect.TooBigException();
        }
    }

    private static boolean hasText(JsonNode node) {
        return node.isTextual() && !node.textValue().isEmpty();
    }

    /** Content is a text, or a list of parts of which the texts count. */
    private static String textOf(JsonNode content) {
        if (!content.isArray()) {
            return content.isTextual() ? content.textValue() : "";
        }
        StringBuilder joined = new StringBuilder();
        content.forEach(part -> joined.append(part.path("text").asText("")));
        return joined.toString();
    }
}
