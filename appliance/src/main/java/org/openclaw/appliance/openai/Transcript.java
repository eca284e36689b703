package org.openclaw.appliance.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.openclaw.appliance.provider.Image;
import org.openclaw.appliance.provider.Message;
import org.openclaw.appliance.provider.Message.ToolCall;

/**
 * The conversation a request brings along.
 *
 * @param system the system and developer messages' text, or null
 * @param messages the others, in order
 * @param asked what the newest turn says, for the session's own record
 */
record Transcript(String system, List<Message> messages, String asked) {

    static Transcript of(JsonNode sent) throws Refusal {
        List<Message> messages = new ArrayList<>();
        StringJoiner system = new StringJoiner("\n\n");
        Map<String, String> toolNames = new HashMap<>();
        for (JsonNode message : sent) {
            switch (message.path("role").asText()) {
                case "system", "developer" -> system.add(text(message.path("content")));
                case "user" -> messages.add(user(message.path("content")));
                case "assistant" -> messages.add(assistant(message, toolNames));
                case "tool", "function" -> {
                    String id = message.path("tool_call_id").asText();
                    messages.add(new Message.ToolResult(
                            id, toolNames.getOrDefault(id, message.path("name").asText()), text(message.path("content")), false));
                }
                default -> throw Refusal.invalid("messages: unknown role");
            }
        }
        return of(system.length() == 0 ? null : system.toString(), messages, "messages");
    }

    /** @param field where the conversation was sent, for the refusal */
    static Transcript of(String system, List<Message> messages, String field) throws Refusal {
        String asked = asked(messages);
        boolean anybody = messages.stream().anyMatch(message -> !(message instanceof Message.Assistant));
        if (asked.isBlank() || !anybody) {
            throw Refusal.invalid("Missing user message in `" + field + "`.");
        }
        return new Transcript(system, List.copyOf(messages), asked);
    }

    /** True when there is nothing in it but the newest user message, so that a session's own history can stand before it. */
    boolean isSingleMessage() {
        return messages.size() == 1 && messages.getFirst() instanceof Message.User;
    }

    /** The images of a newest message that isn't the result of a tool. */
    List<Image> newestImages() {
        return messages.getLast() instanceof Message.User user ? user.images() : List.of();
    }

    private static String asked(List<Message> messages) {
        StringJoiner results = new StringJoiner("\n");
        for (Message message : messages.reversed()) {
            switch (message) {
                case Message.ToolResult result -> results.add(
                        "Result of " + (result.toolName().isEmpty() ? "a tool" : result.toolName()) + ": " + result.text());
                case Message.User user -> {
                    return results.length() > 0 ? results.toString() : Parts.described(user);
                }
                case Message.Assistant answer -> {
                    if (results.length() > 0) {
                        return results.toString();
                    }
                }
            }
        }
        return results.toString();
    }

    private static Message assistant(JsonNode message, Map<String, String> toolNames) throws Refusal {
        List<ToolCall> calls = new ArrayList<>();
        for (JsonNode call : message.path("tool_calls")) {
            String id = call.path("id").asText();
            String name = call.path("function").path("name").asText();
            toolNames.put(id, name);
            calls.add(new ToolCall(id, name, call.path("function").path("arguments").asText("{}")));
        }
        return new Message.Assistant(text(message.path("content")), calls);
    }

    private static Message user(JsonNode content) throws Refusal {
        Parts parts = new Parts("messages");
        if (!content.isArray()) {
            return new Message.User(content.isTextual() ? content.textValue() : "");
        }
        for (JsonNode part : content) {
            if (part.path("type").asText().equals("image_url")) {
                parts.image(part.path("image_url").path("url").asText());
            } else {
                parts.text(part.path("text"));
            }
        }
        return parts.user();
    }

    private static String text(JsonNode content) throws Refusal {
        if (!content.isArray()) {
            return content.isTextual() ? content.textValue() : "";
        }
        Parts parts = new Parts("messages");
        for (JsonNode part : content) {
            parts.text(part.path("text"));
        }
        return parts.user().text();
    }
}
