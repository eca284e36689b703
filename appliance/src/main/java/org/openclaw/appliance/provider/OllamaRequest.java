package org.openclaw.appliance.provider;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.openclaw.appliance.protocol.Json;

/** A request of Ollama's chat API. */
final class OllamaRequest implements Dialect.RequestBody {

    /** {@code params} that are fields of the request itself. */
    private static final List<String> TOP = List.of("format", "keep_alive", "truncate", "shift");

    /** {@code params} that are options of the model's runtime. */
    private static final List<String> OPTIONS = List.of(
            "num_ctx", "num_keep", "num_predict", "num_batch", "num_gpu", "main_gpu", "num_thread", "use_mmap", "seed",
            "temperature", "top_k", "top_p", "min_p", "typical_p", "repeat_last_n", "repeat_penalty", "presence_penalty",
            "frequency_penalty", "stop");

    private static final Map<String, String> OTHER_NAMES =
            Map.of("topP", "top_p", "frequencyPenalty", "frequency_penalty", "presencePenalty", "presence_penalty");

    private final Question question;
    private final ModelRequest request;

    OllamaRequest(Question question) {
        this.question = question;
        this.request = question.request();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        try (JsonGenerator json = Json.mapper().getFactory().createGenerator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.writeStartObject();
            json.writeStringField("model", question.model().model());
            json.writeBooleanField("stream", true);
            writeMessages(json);
            if (question.offersTools()) {
                json.writeArrayFieldStart("tools");
                for (JsonNode tool : request.tools()) {
                    json.writeTree(Json.object().put("type", "function").set("function", tool));
                }
                json.writeEndArray();
            }
            writeThinking(json);
            for (String name : TOP) {
                if (question.params().containsKey(name)) {
                    json.writeFieldName(name);
                    json.writeTree(question.param(name));
                }
            }
            ObjectNode options = options();
            if (!options.isEmpty()) {
                json.writeFieldName("options");
                json.writeTree(options);
            }
            json.writeEndObject();
        }
    }

    private void writeMessages(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("messages");
        if (question.hasSystem()) {
            json.writeTree(Json.object().put("role", "system").put("content", request.system()));
        }
        for (Message message : request.messages()) {
            json.writeStartObject();
            switch (message) {
                case Message.User user -> writeUser(json, user);
                case Message.Assistant assistant -> writeAssistant(json, assistant);
                case Message.ToolResult result -> {
                    json.writeStringField("role", "tool");
                    json.writeStringField("tool_name", result.toolName());
                    json.writeStringField("content", result.text());
                }
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeUser(JsonGenerator json, Message.User user) throws IOException {
        json.writeStringField("role", "user");
        json.writeStringField("content", user.text());
        if (!user.images().isEmpty()) {
            json.writeArrayFieldStart("images");
            for (Image image : user.images()) {
                json.writeString(image.base64());
            }
            json.writeEndArray();
        }
    }

    private static void writeAssistant(JsonGenerator json, Message.Assistant message) throws IOException {
        json.writeStringField("role", "assistant");
        json.writeStringField("content", message.text());
        if (!message.toolCalls().isEmpty()) {
            json.writeArrayFieldStart("tool_calls");
            for (Message.ToolCall call : message.toolCalls()) {
                ObjectNode written = Json.object();
                written.putObject("function").put("name", call.name()).set("arguments", call.argumentsObject());
                json.writeTree(written);
            }
            json.writeEndArray();
        }
    }

    /** Models with levels take {@code low}, {@code medium} and {@code high}; the others count any of them as yes. */
    private void writeThinking(JsonGenerator json) throws IOException {
        Thinking thinking = Thinking.of(question).orElse(null);
        if (thinking == null) {
            return;
        }
        json.writeFieldName("think");
        if (!thinking.on()) {
            json.writeBoolean(false);
        } else {
            json.writeString(thinking.effort().equals("minimal") ? "low" : thinking.effort());
        }
    }

    private ObjectNode options() {
        ObjectNode options = Json.object();
        int window = question.settings().path("contextTokens").asInt();
        if (window > 0) {
            options.put("num_ctx", window);
        }
        for (String name : OPTIONS) {
            put(options, name, question.param(name));
        }
        OTHER_NAMES.forEach((ours, name) -> put(options, name, question.param(ours)));
        for (String name : List.of("temperature", "top_p", "seed", "stop", "frequency_penalty", "presence_penalty")) {
            put(options, name, question.sampling(name));
        }
        if (question.maxTokens() > 0) {
            options.put("num_predict", question.maxTokens());
        }
        if (options.path("num_ctx").asLong(1) <= 0) {
            options.remove("num_ctx");
        }
        return options;
    }

    private static void put(ObjectNode options, String name, JsonNode value) {
        if (!value.isMissingNode() && !value.isNull()) {
            options.set(name, value);
        }
    }
}
