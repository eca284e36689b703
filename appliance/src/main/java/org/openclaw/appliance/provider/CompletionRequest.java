package org.openclaw.appliance.provider;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.Set;
import org.openclaw.appliance.protocol.Json;

/** A request of the chat-completions API. */
final class CompletionRequest implements Dialect.RequestBody {

    private static final Set<String> OURS =
            Set.of("model", "messages", "stream", "stream_options", "tools", "tool_choice", "n");

    private final ModelRef model;
    private final ModelRequest request;
    private final JsonNode compat;
    private final ObjectNode extras;

    /**
     * @param compat {@code models.providers.*.models[].compat}: what the endpoint can't take
     * @param params {@code params} of the configuration; the request's own sampling fields win
     */
    CompletionRequest(ModelRef model, ModelRequest request, JsonNode compat, Map<String, JsonNode> params) {
        this.model = model;
        this.request = request;
        this.compat = compat;
        this.extras = extras(params);
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        try (JsonGenerator json = Json.mapper().getFactory().createGenerator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.writeStartObject();
            json.writeStringField("model", model.model());
            json.writeBooleanField("stream", true);
            if (compat.path("supportsUsageInStreaming").asBoolean(true)) {
                json.writeObjectFieldStart("stream_options");
                json.writeBooleanField("include_usage", true);
                json.writeEndObject();
            }
            writeMessages(json);
            writeTools(json);
            for (Map.Entry<String, JsonNode> extra : extras.properties()) {
                json.writeFieldName(extra.getKey());
                json.writeTree(extra.getValue());
            }
            json.writeEndObject();
        }
    }

    private void writeMessages(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("messages");
        if (request.system() != null && !request.system().isEmpty()) {
            writeText(json, "system", request.system());
        }
        for (Message message : request.messages()) {
            switch (message) {
                case Message.User user -> writeText(json, "user", user.text());
                case Message.Assistant assistant -> writeAssistant(json, assistant);
                case Message.ToolResult result -> {
                    json.writeStartObject();
                    json.writeStringField("role", "tool");
                    json.writeStringField("tool_call_id", result.toolCallId());
                    if (compat.path("requiresToolResultName").asBoolean()) {
                        json.writeStringField("name", result.toolName());
                    }
                    json.writeStringField("content", result.text());
                    json.writeEndObject();
                }
            }
        }
        json.writeEndArray();
    }

    private static void writeText(JsonGenerator json, String role, String text) throws IOException {
        json.writeStartObject();
        json.writeStringField("role", role);
        json.writeStringField("content", text);
        json.writeEndObject();
    }

    private static void writeAssistant(JsonGenerator json, Message.Assistant message) throws IOException {
        if (message.toolCalls().isEmpty()) {
            writeText(json, "assistant", message.text());
            return;
        }
        json.writeStartObject();
        json.writeStringField("role", "assistant");
        if (message.text().isEmpty()) {
            json.writeNullField("content");
        } else {
            json.writeStringField("content", message.text());
        }
        json.writeArrayFieldStart("tool_calls");
        for (Message.ToolCall call : message.toolCalls()) {
            json.writeStartObject();
            json.writeStringField("id", call.id());
            json.writeStringField("type", "function");
            json.writeObjectFieldStart("function");
            json.writeStringField("name", call.name());
            json.writeStringField("arguments", call.arguments());
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void writeTools(JsonGenerator json) throws IOException {
        if (request.tools() == null || request.tools().isEmpty() || !compat.path("supportsTools").asBoolean(true)) {
            return;
        }
        json.writeArrayFieldStart("tools");
        for (JsonNode tool : request.tools()) {
            json.writeStartObject();
            json.writeStringField("type", "function");
            json.writeFieldName("function");
            json.writeTree(tool);
            json.writeEndObject();
        }
        json.writeEndArray();
        if (request.toolChoice() != null && !request.toolChoice().isNull()) {
            json.writeFieldName("tool_choice");
            json.writeTree(request.toolChoice());
        }
    }

    private ObjectNode extras(Map<String, JsonNode> params) {
        ObjectNode fields = Json.object();
        copy(params.get("temperature"), "temperature", fields);
        copy(params.get("topP"), "top_p", fields);
        copy(params.get("maxTokens"), tokenField(), fields);
        copyAll(params.get("extra_body"), fields);
        copyAll(params.get("extraBody"), fields);
        copyAll(request.sampling(), fields);
        return fields;
    }

    /** OpenAI's newer models take only the longer name, many others only the shorter. */
    private String tokenField() {
        return compat.path("maxTokensField")
                .asText(model.provider().equals("openai") ? "max_completion_tokens" : "max_tokens");
    }

    private static void copy(JsonNode value, String name, ObjectNode fields) {
        if (value != null && value.isNumber()) {
            fields.set(name, value);
        }
    }

    private static void copyAll(JsonNode values, ObjectNode fields) {
        if (values != null && values.isObject()) {
            values.properties().stream()
                    .filter(entry -> !OURS.contains(entry.getKey()))
                    .forEach(entry -> fields.set(entry.getKey(), entry.getValue()));
        }
    }
}
