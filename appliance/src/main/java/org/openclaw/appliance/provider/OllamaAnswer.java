package org.openclaw.appliance.provider;

import com.fasterxml.jackson.databind.JsonNode;
import org.openclaw.appliance.protocol.Json;

/** An answer of Ollama's own API: one JSON object a line, tool calls always whole. Used by one thread. */
final class OllamaAnswer implements Dialect.Answer {

    private final GrowingReply reply;
    private ModelReply.Usage usage = ModelReply.Usage.NONE;
    private String doneReason;
    private int calls;

    OllamaAnswer(ModelListener listener) {
        this.reply = new GrowingReply(listener);
    }

    @Override
    public boolean chunk(JsonNode chunk) throws Dialect.TooBigException {
        JsonNode message = chunk.path("message");
        boolean progress = reply.text(message.path("content").asText(""));
        progress |= !message.path("thinking").asText("").isEmpty();
        for (JsonNode call : message.path("tool_calls")) {
            JsonNode arguments = call.path("function").path("arguments");
            reply.call(
                    calls++,
                    call.path("id").asText(""),
                    call.path("function").path("name").asText(""),
                    arguments.isObject() ? Json.text(arguments) : arguments.asText(""));
            progress = true;
        }
        if (chunk.path("done").asBoolean()) {
            doneReason = chunk.path("done_reason").asText("stop");
            usage = new ModelReply.Usage(
                    ModelReply.Usage.count(chunk.path("prompt_eval_count")),
                    ModelReply.Usage.count(chunk.path("eval_count")),
                    0,
                    0);
            progress = true;
        }
        return progress;
    }

    @Override
    public boolean whole(JsonNode document) throws Dialect.TooBigException {
        return document.path("message").isObject() && chunk(document);
    }

    @Override
    public boolean finished() {
        return doneReason != null;
    }

    @Override
    public boolean complete() {
        return doneReason != null;
    }

    @Override
    public boolean isEmpty() {
        return reply.isEmpty();
    }

    @Override
    public boolean withheld() {
        return false;
    }

    @Override
    public ModelReply reply(ModelRef model) {
        return reply.reply(model, usage, "length".equals(doneReason) ? "length" : "stop");
    }
}
