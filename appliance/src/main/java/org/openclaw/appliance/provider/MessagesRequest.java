package org.openclaw.appliance.provider;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.openclaw.appliance.protocol.Json;

/** A request of the Messages API. */
final class MessagesRequest implements Dialect.RequestBody {

    private static final int DEFAULT_MAX_TOKENS = 4_096;

    private final Question question;
    private final ModelRequest request;
    private final ObjectNode cacheControl;
    private final int thinkingBudget;

    MessagesRequest(Question question) {
        this.question = question;
        this.request = question.request();
        this.cacheControl = cacheControl(question);
        this.thinkingBudget = mayThink() ? Thinking.of(question).filter(Thinking::on).map(Thinking::budget).orElse(0) : 0;
    }

    /** The mark up to which the provider is to keep what it has read; null for none. */
    private static ObjectNode cacheControl(Question question) {
        String retention = question.param("cacheRetention")
                .asText(question.model().provider().equals("anthropic") ? "short" : "none");
        return switch (retention) {
            case "short" -> Json.object().put("type", "ephemeral");
            case "long" -> Json.object().put("type", "ephemeral").put("ttl", "1h");
            default -> null;
        };
    }

    /**
     * Whether the API takes thinking here. Not with a demand for a tool; and within a turn of tool calls only as the turn
     * began: with the thoughts before its first call, signed for this model.
     */
    private boolean mayThink() {
        JsonNode choice = request.toolChoice();
        boolean open = choice == null || choice.isNull() || choice.asText().equals("auto") || choice.asText().equals("none");
        List<Message> messages = request.messages();
        Message.Assistant first = null;
        int last = messages.size() - 1;
        while (last >= 0 && !beginsTurn(messages, last)) {
            if (messages.get(last) instanceof Message.Assistant assistant) {
                first = assistant;
            }
            last--;
        }
        return open && last >= 0 && (first == null || thoughtHere(first));
    }

    // What a user says in the middle of a turn follows the results of tools.
    private static boolean beginsTurn(List<Message> messages, int at) {
        return messages.get(at) instanceof Message.User && (at == 0 || !(messages.get(at - 1) instanceof Message.ToolResult));
    }

    private boolean thoughtHere(Message.Assistant message) {
        return message.thoughts() != null && message.thoughts().by().equals(question.model());
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        try (JsonGenerator json = Json.mapper().getFactory().createGenerator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.writeStartObject();
            json.writeStringField("model", question.model().model());
            json.writeBooleanField("stream", true);
            json.writeNumberField("max_tokens", tokens());
            writeSystem(json);
            writeThinking(json);
            writeSampling(json);
            writeMessages(json);
            writeTools(json);
            json.writeEndObject();
        }
    }

    /** The API wants this number with every request; thinking counts, too. */
    private int tokens() {
        int asked = question.maxTokens();
        return (asked > 0 ? asked : DEFAULT_MAX_TOKENS) + thinkingBudget;
    }

    private void writeSystem(JsonGenerator json) throws IOException {
        if (!question.hasSystem()) {
            return;
        }
        if (cacheControl == null) {
            json.writeStringField("system", request.system());
            return;
        }
        json.writeArrayFieldStart("system");
        writeText(json, request.system(), true);
        json.writeEndArray();
    }

    private void writeThinking(JsonGenerator json) throws IOException {
        if (thinkingBudget > 0) {
            json.writeObjectFieldStart("thinking");
            json.writeStringField("type", "enabled");
            json.writeNumberField("budget_tokens", thinkingBudget);
            json.writeEndObject();
        }
    }

    private void writeSampling(JsonGenerator json) throws IOException {
        // The API takes neither with thinking.
        if (thinkingBudget == 0 && question.compat().path("supportsTemperature").asBoolean(true)) {
            writeNumber(json, "temperature", question.number("temperature", "temperature"));
            writeNumber(json, "top_p", question.number("top_p", "topP"));
        }
        JsonNode stop = question.sampling("stop");
        if (stop.isTextual() || stop.isArray() && !stop.isEmpty()) {
            json.writeFieldName("stop_sequences");
            json.writeTree(stop.isTextual() ? Json.array().add(stop.textValue()) : stop);
        }
    }

    private static void writeNumber(JsonGenerator json, String name, JsonNode value) throws IOException {
        if (value.isNumber()) {
            json.writeFieldName(name);
            json.writeTree(value);
        }
    }

    /** Results of tools go into one message of the user's, as the API wants them right after the calls. */
    private void writeMessages(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("messages");
        List<Message> messages = request.messages();
        for (int i = 0; i < messages.size(); i++) {
            switch (messages.get(i)) {
                case Message.User user -> {
                    start(json, "user");
                    writeUser(json, user, i == messages.size() - 1);
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
                    writeResult(json, first, i == messages.size() - 1);
                    while (i + 1 < messages.size() && messages.get(i + 1) instanceof Message.ToolResult next) {
                        i++;
                        writeResult(json, next, i == messages.size() - 1);
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

    /** @param last the newest message ends what is worth keeping */
    private void writeUser(JsonGenerator json, Message.User user, boolean last) throws IOException {
        for (Image image : user.images()) {
            json.writeStartObject();
            json.writeStringField("type", "image");
            json.writeObjectFieldStart("source");
            json.writeStringField("type", "base64");
            json.writeStringField("media_type", image.mimeType());
            json.writeStringField("data", image.base64());
            json.writeEndObject();
            json.writeEndObject();
        }
        if (!user.text().isBlank() || user.images().isEmpty()) {
            writeText(json, user.text().isBlank() ? "(empty)" : user.text(), last);
        }
    }

    private void writeText(JsonGenerator json, String text, boolean keep) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", "text");
        json.writeStringField("text", text);
        if (keep) {
            writeCacheControl(json);
        }
        json.writeEndObject();
    }

    private void writeCacheControl(JsonGenerator json) throws IOException {
        if (cacheControl != null) {
            json.writeFieldName("cache_control");
            json.writeTree(cacheControl);
        }
    }

    private void writeAssistant(JsonGenerator json, Message.Assistant message) throws IOException {
        if (thinkingBudget > 0 && thoughtHere(message)) {
            for (JsonNode block : message.thoughts().blocks()) {
                json.writeTree(block);
            }
        }
        if (!message.text().isBlank()) {
            writeText(json, message.text(), false);
        }
        for (Message.ToolCall call : message.toolCalls()) {
            json.writeStartObject();
            json.writeStringField("type", "tool_use");
            json.writeStringField("id", call.id());
            json.writeStringField("name", call.name());
            json.writeFieldName("input");
            json.writeTree(call.argumentsObject());
            json.writeEndObject();
        }
    }

    private void writeResult(JsonGenerator json, Message.ToolResult result, boolean last) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", "tool_result");
        json.writeStringField("tool_use_id", result.toolCallId());
        json.writeStringField("content", result.text());
        if (result.isError()) {
            json.writeBooleanField("is_error", true);
        }
        if (last) {
            writeCacheControl(json);
        }
        json.writeEndObject();
    }

    private void writeTools(JsonGenerator json) throws IOException {
        if (!question.offersTools()) {
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
            if (tool == request.tools().getLast()) {
                writeCacheControl(json);
            }
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
