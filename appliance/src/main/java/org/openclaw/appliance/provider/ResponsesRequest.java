package org.openclaw.appliance.provider;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import org.openclaw.appliance.protocol.Json;

/** A request of the Responses API. */
final class ResponsesRequest implements Dialect.RequestBody {

    private final Question question;
    private final ModelRequest request;
    private final boolean instructions;

    ResponsesRequest(Question question) {
        this.question = question;
        this.request = question.request();
        this.instructions = question.compat().path("supportsInstructions").asBoolean(true);
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        try (JsonGenerator json = Json.mapper().getFactory().createGenerator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.writeStartObject();
            json.writeStringField("model", question.model().model());
            json.writeBooleanField("stream", true);
            if (question.compat().path("supportsStore").asBoolean(true)) {
                json.writeBooleanField("store", false);
            }
            if (question.hasSystem() && instructions) {
                json.writeStringField("instructions", request.system());
            }
            writeInput(json);
            writeTools(json);
            writeOptions(json);
            json.writeEndObject();
        }
    }

    private void writeInput(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("input");
        if (question.hasSystem() && !instructions) {
            json.writeTree(Json.object().put("role", "developer").put("content", request.system()));
        }
        for (Message message : request.messages()) {
            switch (message) {
                case Message.User user -> writeUser(json, user);
                case Message.Assistant assistant -> writeAssistant(json, assistant);
                case Message.ToolResult result -> json.writeTree(Json.object()
                        .put("type", "function_call_output")
                        .put("call_id", result.toolCallId())
                        .put("output", result.text()));
            }
        }
        json.writeEndArray();
    }

    private static void writeUser(JsonGenerator json, Message.User user) throws IOException {
        json.writeStartObject();
        json.writeStringField("role", "user");
        json.writeArrayFieldStart("content");
        if (!user.text().isBlank() || user.images().isEmpty()) {
            json.writeTree(Json.object().put("type", "input_text").put("text", user.text()));
        }
        for (Image image : user.images()) {
            json.writeStartObject();
            json.writeStringField("type", "input_image");
            json.writeStringField("image_url", image.dataUrl());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeAssistant(JsonGenerator json, Message.Assistant message) throws IOException {
        if (!message.text().isBlank()) {
            ObjectNode said = Json.object().put("role", "assistant");
            said.putArray("content").addObject().put("type", "output_text").put("text", message.text());
            json.writeTree(said);
        }
        for (Message.ToolCall call : message.toolCalls()) {
            json.writeTree(Json.object()
                    .put("type", "function_call")
                    .put("call_id", call.id())
                    .put("name", call.name())
                    .put("arguments", call.arguments()));
        }
    }

    private void writeTools(JsonGenerator json) throws IOException {
        if (!question.offersTools()) {
            return;
        }
        json.writeArrayFieldStart("tools");
        for (JsonNode tool : request.tools()) {
            ObjectNode written = Json.object().put("type", "function").put("name", tool.path("name").asText());
            if (tool.path("description").isTextual()) {
                written.set("description", tool.path("description"));
            }
            written.set("parameters", tool.path("parameters").isObject()
                    ? tool.path("parameters")
                    : Json.object().put("type", "object").set("properties", Json.object()));
            json.writeTree(written.put("strict", false));
        }
        json.writeEndArray();
        JsonNode choice = request.toolChoice();
        if (choice != null && !choice.isNull()) {
            String named = choice.path("function").path("name").asText("");
            json.writeFieldName("tool_choice");
            json.writeTree(named.isEmpty() ? choice : Json.object().put("type", "function").put("name", named));
        }
    }

    /** Only what this API knows: it has no stop words, seeds or penalties. */
    private void writeOptions(JsonGenerator json) throws IOException {
        if (question.compat().path("supportsTemperature").asBoolean(true)) {
            writeNumber(json, "temperature", question.number("temperature", "temperature"));
            writeNumber(json, "top_p", question.number("top_p", "topP"));
        }
        if (question.maxTokens() > 0) {
            json.writeNumberField("max_output_tokens", question.maxTokens());
        }
        Thinking thinking = Thinking.of(question).filter(Thinking::on).orElse(null);
        if (thinking != null && question.compat().path("supportsReasoningEffort").asBoolean(true)) {
            json.writeObjectFieldStart("reasoning");
            json.writeStringField("effort", thinking.effort());
            json.writeEndObject();
        }
    }

    private static void writeNumber(JsonGenerator json, String name, JsonNode value) throws IOException {
        if (value.isNumber()) {
            json.writeFieldName(name);
            json.writeTree(value);
        }
    }
}
