package org.openclaw.appliance.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.openclaw.appliance.protocol.Json;

/**
 * A chat-completions request, checked.
 *
 * @param model as sent; names an agent
 * @param user names a stable session, or null
 * @param tools {@code {name, description?, parameters?}} each
 * @param toolChoice as the OpenAI API has it, or null
 * @param sampling fields to pass to the provider; an object
 */
record ChatRequest(
        String model,
        Transcript transcript,
        String user,
        boolean stream,
        boolean includeUsage,
        List<JsonNode> tools,
        JsonNode toolChoice,
        ObjectNode sampling) {

    private static final int MOST_USER = 200;

    static ChatRequest parse(byte[] body) throws Refusal {
        JsonNode root = tree(body);
        if (!root.isObject()) {
            throw Refusal.invalid("Request body must be a JSON object.");
        }
        Tools offered = Tools.of(root);
        JsonNode user = root.path("user");
        return new ChatRequest(
                root.path("model").isTextual() ? root.path("model").textValue().strip() : "",
                Transcript.of(root.path("messages")),
                user.isTextual() && !user.textValue().isBlank() ? clip(user.textValue().strip()) : null,
                root.path("stream").asBoolean(),
                root.path("stream_options").path("include_usage").asBoolean(),
                offered.list(),
                offered.choice(),
                Sampling.of(root));
    }

    /** Whether the answer must be a tool call. */
    boolean demandsTool() {
        return toolChoice != null && (toolChoice.isObject() || toolChoice.asText().equals("required"));
    }

    private static JsonNode tree(byte[] body) throws Refusal {
        try {
            return Json.parse(new String(body, StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            String message = String.valueOf(e.getOriginalMessage());
            throw Refusal.invalid(message.length() > 300 ? message.substring(0, 300) : message);
        }
    }

    private static String clip(String text) {
        return text.length() > MOST_USER ? text.substring(0, MOST_USER) : text;
    }
}
