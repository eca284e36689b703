package org.openclaw.appliance.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

/** An answer of the Responses API, from its stream events or from one whole document. Used by one thread. */
final class ResponsesAnswer implements Dialect.Answer {

    private final GrowingReply reply;
    private ModelReply.Usage usage = ModelReply.Usage.NONE;
    private String stopReason;
    private boolean textInPieces;

    ResponsesAnswer(ModelListener listener) {
        this.reply = new GrowingReply(listener);
    }

    @Override
    public boolean chunk(JsonNode event) throws Dialect.TooBigException {
        String call = event.path("output_index").asText();
        switch (event.path("type").asText()) {
            case "response.output_text.delta", "response.refusal.delta" ->
                textInPieces |= reply.text(event.path("delta").asText(""));
            case "response.output_item.added" -> begin(call, event.path("item"));
            case "response.function_call_arguments.delta" -> {
                if (reply.calls(call)) {
                    reply.call(call, "", "", event.path("delta").asText(""));
                }
            }
            case "response.output_item.done" -> end(call, event.path("item"));
            case "response.completed", "response.incomplete" -> finish(event.path("response"));
            default -> {
                // Created, in progress, parts and reasoning: signs of life of which nothing is shown.
                return event.path("type").asText().startsWith("response.");
            }
        }
        return true;
    }

    @Override
    public boolean whole(JsonNode document) throws Dialect.TooBigException {
        int index = 0;
        for (JsonNode item : document.path("output")) {
            String key = Integer.toString(index++);
            begin(key, item);
            end(key, item);
        }
        finish(document);
        return document.path("output").isArray();
    }

    private void begin(String key, JsonNode item) throws Dialect.TooBigException {
        if (item.path("type").asText().equals("function_call")) {
            reply.call(key, item.path("call_id").asText(""), item.path("name").asText(""), "");
        }
    }

    /** The item in whole: taken where its pieces did not come. */
    private void end(String key, JsonNode item) throws Dialect.TooBigException {
        switch (item.path("type").asText()) {
            case "function_call" -> {
                if (!reply.hasArguments(key)) {
                    reply.call(
                            key, item.path("call_id").asText(""), item.path("name").asText(""),
                            item.path("arguments").asText(""));
                }
            }
            case "message" -> {
                for (JsonNode part : textInPieces ? MissingNode.getInstance() : item.path("content")) {
                    reply.text(part.path("text").asText(part.path("refusal").asText("")));
                }
            }
            default -> {
                // Reasoning and built-in tools are not shown.
            }
        }
    }

    private void finish(JsonNode response) {
        JsonNode counts = response.path("usage");
        long cached = ModelReply.Usage.count(counts.path("input_tokens_details").path("cached_tokens"));
        usage = new ModelReply.Usage(
                Math.max(0, ModelReply.Usage.count(counts.path("input_tokens")) - cached),
                ModelReply.Usage.count(counts.path("output_tokens")),
                cached,
                0);
        stopReason = switch (response.path("incomplete_details").path("reason").asText("")) {
            case "max_output_tokens" -> "length";
            case "content_filter" -> "content_filter";
            default -> "stop";
        };
    }

    @Override
    public JsonNode error(JsonNode chunk) {
        if (chunk.path("type").asText().equals("error")) {
            return chunk.path("error").isObject() ? chunk.path("error") : chunk;
        }
        return chunk.path("type").asText().equals("response.failed")
                ? chunk.path("response").path("error")
                : chunk.path("error");
    }

    @Override
    public boolean finished() {
        return stopReason != null;
    }

    @Override
    public boolean complete() {
        return stopReason != null;
    }

    @Override
    public boolean isEmpty() {
        return reply.isEmpty();
    }

    @Override
    public boolean withheld() {
        return "content_filter".equals(stopReason) && isEmpty();
    }

    @Override
    public ModelReply reply(ModelRef model) {
        return reply.reply(model, usage, stopReason == null ? "stop" : stopReason);
    }
}
