package org.openclaw.appliance.provider;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.openclaw.appliance.protocol.Json;

/** A request of the Messages API. */
final class MessagesRequest implements Dialect.RequestBody {

    private static final int DEFAULT_MAX_TOKENS = 4_096;

    private final ModelRef model;
    private final ModelRequest request;
    private final int maxTokens;
    private final Map<String, JsonNode> params;

    /** @param maxTokens what the model's entry allows for an answer, or 0 when it says nothing */
    MessagesRequest(ModelRef model, ModelRequest request, int maxTokens, Map<String, JsonNode> params) {
        this.model = model;
        this.request = request;
        this.maxTokens = maxTokens;
        this.params = params;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        try (JsonGenerator json = Json.mapper().getFactory().createGenerator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.writeStartObject();
            json.writeStringField("model", model.model());
            json.writeBooleanField("stream", true);
            json.writeNumberField("max_tokens", tokens());
            if (request.system() != null && !request.system().isBlank()) {
                json.writeStringField("system", request.system());
            }
            writeSampling(json);
            writeMessages(json);
            writeTools(json);
            json.writeEndObject();
        }
    }

    /** The API wants this number with every request. */
    private int tokens() {
        for (String name : List.of("max_completion_tokens", "max_tokens")) {
            int asked = sampling().path(name).asInt();
            if (asked > 0) {
                return asked;
            }
        }
        JsonNode configured = params.get("maxTokens");
        if (configured != null && configured.asInt() > 0) {
            return configured.asInt();
        }
        return maxTokens > 0 ? maxTokens : DEFAULT_MAX_TOKENS;
    }

    private void writeSampling(JsonGenerator json) throws IOException {
        writeNumber(json, "temperature", sampling().path("temperature"), params.get("temperature"));
        writeNumber(json, "top_p", sampling().path("top_p"), params.get("topP"));
        JsonNode stop = sampling().path("stop");
        if (stop.isTextual() || stop.isArray() && !stop.isEmpty()) {
            json.writeFieldName("stop_sequences");
            json.writeTree(stop.isTextual() ? Json.array().add(stop.textValue()) : stop);
        }
    }

    private static void writeNumber(JsonGenerator json, String name, JsonNode asked, JsonNode configured)
            throws IOException {
        JsonNode value = asked.isNumber() ? asked : configured;
        if (value != null && value.isNumber()) {
            json.writeFieldName(name);
            json.writeTree(value);
        }
    }

    private JsonNode sampling() {
        return request.sampling() == null ? Json.object() : request.sampling();
    }

    /** Results of tools go into one message of the user's, as the API wants them right after the calls. */
    private void writeMessages(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("messages");
        List<Message> messages = request.messages();
        for (int i = 0; i < messages.size(); i++) {
            switch (messages.get(i)) {
                case Message.User user -> {
                    start(json, "user");
                    writeText(json, user.text().isBlank() ? "(empty)" : user.text());
                }
                case Message.Assistant assistant -> {
                    if (assistant.text().isBlank() && assistant.toolCalls().isEmpty()) {
                        continue;
                    }
                    start(json, "assistant");
                    writeAssistant(json, assistant);
                }
                case Message.ToolResult first -> {
                    start(json, "user");
                    writeResult(json, first);
                    while (i + 1 < messages.size() && messages.get(i + 1) instanceof Message.ToolResult next) {
                        writeResult(json, next);
                        i++;
                    }
                }
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void start(JsonGenerator json, String role) throws IOException {
        json.writeStartObject();
        json.writeStringField("role", role);
        json.writeArrayFieldStart("content");
    }

    private static void writeText(JsonGenerator json, String text) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", "text");
        json.writeStringField("text", text);
        json.writeEndObject();
    }

    private static void writeAssistant(JsonGenerator json, Message.Assistant message) throws IOException {
        if (!message.text().isBlank()) {
            writeText(json, message.text());
        }
        for (Message.ToolCall call : message.toolCalls()) {
            json.writeStartObject();
            json.writeStringField("type", "tool_use");
            json.writeStringField("id", call.id());
            json.writeStringField("name", call.name());
            json.writeFieldName("input");
            json.writeTree(arguments(call));
            json.writeEndObject();
        }
    }

    /** A model may have written something that is no object, which this API wouldn't take back. */
    private static JsonNode arguments(Message.ToolCall call) {
        try {
            JsonNode parsed = Json.parse(call.arguments());
            return parsed.isObject() ? parsed : Json.object();
        } catch (JsonProcessingException e) {
            return Json.object();
        }
    }

    private static void writeResult(JsonGenerator json, Message.ToolResult result) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", "tool_result");
        json.writeStringField("tool_use_id", result.toolCallId());
        json.writeStringField("content", result.text());
        if (result.isError()) {
            json.writeBooleanField("is_error", true);
        }
        json.writeEndObject();
    }

    private void writeTools(JsonGenerator json) throws IOException {
        if (request.tools() == null || request.tools().isEmpty()) {
            return;
        }
        json.writeArrayFieldStart("tools");
        for (JsonNode tool : request.tools()) {
            json.writeStartObject();
            json.writeStringField("name", tool.path("name").asText());
            if (tool.path("description").isTextual()) {
                json.writeStringField("description", tool.path("description").textValue());
            }
            json.writeFieldName("input_schema");
            json.writeTree(tool.path("parameters").isObject() ? tool.path("parameters") : Json.object().put("type", "object"));
            json.writeEndObject();
        }
        json.writeEndArray();
        JsonNode choice = request.toolChoice();
        if (choice != null && !choice.isNull()) {
            json.writeFieldName("tool_choice");
            json.writeTree(choice(choice));
        }
    }

    private static JsonNode choice(JsonNode openAi) {
        String named = openAi.path("function").path("name").asText("");
        if (!named.isEmpty()) {
            return Json.object().put("type", "tool").put("name", named);
        }
        return Json.object().put("type", switch (openAi.asText("auto")) {
            case "required" -> "any";
            case "none" -> "none";
            default -> "auto";
        });
    }
}
