package org.openclaw.appliance.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.openclaw.appliance.protocol.Json;

/** An answer of the chat-completions API as it grows, from stream chunks or from one whole document. Used by one thread. */
final class CompletionAnswer implements Dialect.Answer {

    /** Where services that show a model's thoughts put them. */
    static final String THOUGHTS = "reasoning_content";

    private final GrowingReply reply;
    private final StringBuilder thoughts = new StringBuilder();
    private ModelReply.Usage usage = ModelReply.Usage.NONE;
    private String finishReason;
    private boolean complete;

    CompletionAnswer(ModelListener listener) {
        this.reply = new GrowingReply(listener);
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
        return reply.isEmpty();
    }

    @Override
    public boolean withheld() {
        return "content_filter".equals(finishReason) && isEmpty();
    }

    @Override
    public ModelReply reply(ModelRef model) {
        return reply.reply(model, usage, switch (finishReason) {
            case null -> "stop";
            case "tool_calls", "function_call", "end_turn" -> "stop";
            case "max_tokens" -> "length";
            default -> Faults.shown(finishReason);
        }).withThoughts(
                thoughts.isEmpty() ? List.of() : List.of(Json.object().put(THOUGHTS, thoughts.toString())));
    }

    private boolean take(JsonNode delta) throws Dialect.TooBigException {
        boolean progress = think(delta.path(THOUGHTS)) || hasText(delta.path("reasoning"));
        for (String field : List.of("content", "refusal")) {
            progress |= reply.text(textOf(delta.path(field)));
        }
        int position = 0;
        for (JsonNode call : delta.path("tool_calls")) {
            JsonNode function = call.path("function");
            JsonNode arguments = function.path("arguments");
            reply.call(
                    call.path("index").asInt(position++),
                    call.path("id").asText(""),
                    function.path("name").asText(""),
                    arguments.isObject() ? arguments.toString() : arguments.asText(""));
            progress = true;
        }
        return progress;
    }

    private boolean think(JsonNode piece) throws Dialect.TooBigException {
        if (!hasText(piece)) {
            return false;
        }
        reply.hidden(piece.textValue().length());
        thoughts.append(piece.textValue());
        return true;
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
        long cached = ModelReply.Usage.count(counts.path("prompt_tokens_details").path("cached_tokens"));
        long prompt = ModelReply.Usage.count(counts.path("prompt_tokens"));
        usage = new ModelReply.Usage(
                Math.max(0, prompt - cached), ModelReply.Usage.count(counts.path("completion_tokens")), cached, 0);
        return true;
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
