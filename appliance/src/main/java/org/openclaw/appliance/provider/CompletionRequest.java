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

    private final Question question;
    private final ModelRequest request;
    private final ObjectNode extras;

    CompletionRequest(Question question) {
        this.question = question;
        this.request = question.request();
        this.extras = extras();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        try (JsonGenerator json = Json.mapper().getFactory().createGenerator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.writeStartObject();
            json.writeStringField("model", question.model().model());
            json.writeBooleanField("stream", true);
            if (question.compat().path("supportsUsageInStreaming").asBoolean(true)) {
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
        if (question.hasSystem()) {
            writeSystem(json);
        }
        for (Message message : request.messages()) {
            switch (message) {
                case Message.User user -> writeUser(json, user);
                case Message.Assistant assistant -> writeAssistant(json, assistant);
                case Message.ToolResult result -> {
                    json.writeStartObject();
                    json.writeStringField("role", "tool");
                    json.writeStringField("tool_call_id", result.toolCallId());
                    if (question.compat().path("requiresToolResultName").asBoolean()) {
                        json.writeStringField("name", result.toolName());
                    }
                    json.writeStringField("content", result.text());
                    json.writeEndObject();
                }
            }
        }
        json.writeEndArray();
    }

    private void writeSystem(JsonGenerator json) throws IOException {
        if (!question.compat().path("cacheControlFormat").asText().equals("anthropic")) {
            writeText(json, "system", request.system());
            return;
        }
        json.writeStartObject();
        json.writeStringField("role", "system");
        json.writeArrayFieldStart("content");
        json.writeTree(part(request.system()).set("cache_control", Json.object().put("type", "ephemeral")));
        json.writeEndArray();
        json.writeEndObject();
    }

    private static ObjectNode part(String text) {
        return Json.object().put("type", "text").put("text", text);
    }

    private static void writeUser(JsonGenerator json, Message.User user) throws IOException {
        if (user.images().isEmpty()) {
            writeText(json, "user", user.text());
            return;
        }
        json.writeStartObject();
        json.writeStringField("role", "user");
        json.writeArrayFieldStart("content");
        if (!user.text().isBlank()) {
            json.writeTree(part(user.text()));
        }
        for (Image image : user.images()) {
            json.writeStartObject();
            json.writeStringField("type", "image_url");
            json.writeObjectFieldStart("image_url");
            json.writeStringField("url", image.dataUrl());
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeText(JsonGenerator json, String role, String text) throws IOException {
        json.writeStartObject();
        json.writeStringField("role", role);
        json.writeStringField("content", text);
        json.writeEndObject();
    }

    private void writeAssistant(JsonGenerator json, Message.Assistant message) throws IOException {
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
        writeThoughts(json, message);
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

    // Some services want them back with the calls that came of them, and at least an empty field where they aren't known.
    private void writeThoughts(JsonGenerator json, Message.Assistant message) throws IOException {
        JsonNode wanted = question.compat().path("requiresReasoningContentOnAssistantMessages");
        boolean known = message.thoughts() != null && message.thoughts().by().equals(question.model());
        if (wanted.asBoolean(known && question.model().provider().equals("deepseek"))) {
            json.writeStringField(
                    CompletionAnswer.THOUGHTS,
                    known ? message.thoughts().blocks().getFirst().path(CompletionAnswer.THOUGHTS).asText("") : "");
        }
    }

    private void writeTools(JsonGenerator json) throws IOException {
        if (!question.offersTools()) {
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

    private ObjectNode extras() {
        ObjectNode fields = Json.object();
        copy(question.param("temperature"), "temperature", fields);
        copy(question.param("topP"), "top_p", fields);
        copy(question.param("maxTokens"), tokenField(), fields);
        Thinking.of(question).ifPresent(thinking -> thinking.addTo(fields));
        copyAll(question.param("extra_body"), fields);
        copyAll(question.param("extraBody"), fields);
        copyAll(request.sampling(), fields);
        if (!question.compat().path("supportsTemperature").asBoolean(true)) {
            fields.remove("temperature");
        }
        return fields;
    }

    /** OpenAI's newer models take only the longer name, many others only the shorter. */
    private String tokenField() {
        return question.compat().path("maxTokensField")
                .asText(question.model().provider().equals("openai") ? "max_completion_tokens" : "max_tokens");
    }

    private static void copy(JsonNode value, String name, ObjectNode fields) {
        if (value.isNumber()) {
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
