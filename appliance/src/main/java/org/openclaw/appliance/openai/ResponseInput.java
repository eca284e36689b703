package org.openclaw.appliance.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.openclaw.appliance.provider.Message;
import org.openclaw.appliance.provider.Message.ToolCall;

/** Reads {@code input} and {@code instructions} of a responses request. Used by one thread. */
final class ResponseInput {

    private static final String FIELD = "input";
    private static final int MOST_ITEMS = 2_000;
    private static final int MOST_FILE_CHARACTERS = 60_000;

    private final List<Message> messages = new ArrayList<>();
    private final StringJoiner system = new StringJoiner("\n\n");
    private final Map<String, String> toolNames = new HashMap<>();

    private ResponseInput() {}

    static Transcript read(JsonNode request) throws Refusal {
        ResponseInput reader = new ResponseInput();
        if (request.path("instructions").isTextual()) {
            reader.system.add(request.path("instructions").textValue());
        }
        JsonNode input = request.path(FIELD);
        if (input.isTextual()) {
            reader.messages.add(new Message.User(input.textValue()));
        } else if (input.isArray() && input.size() <= MOST_ITEMS) {
            for (JsonNode item : input) {
                reader.item(item);
            }
        } else {
            throw invalid();
        }
        return Transcript.of(reader.system.length() == 0 ? null : reader.system.toString(), reader.messages, FIELD);
    }

    private static Refusal invalid() {
        return Refusal.invalid("input: Invalid input");
    }

    private void item(JsonNode item) throws Refusal {
        switch (item.path("type").asText("message")) {
            case "message" -> message(item);
            case "function_call" -> call(item);
            case "function_call_output" -> {
                String id = item.path("call_id").asText();
                JsonNode output = item.path("output");
                messages.add(new Message.ToolResult(
                        id, toolNames.getOrDefault(id, ""), output.isTextual() ? output.textValue() : output.toString(), false));
            }
            case "reasoning", "item_reference" -> {
                // Nothing in them is for another model.
            }
            default -> throw invalid();
        }
    }

    private void message(JsonNode item) throws Refusal {
        switch (item.path("role").asText()) {
            case "system", "developer" -> system.add(parts(item.path("content")).text());
            case "user" -> messages.add(parts(item.path("content")));
            case "assistant" -> {
                String text = parts(item.path("content")).text();
                if (!text.isEmpty()) {
                    messages.add(new Message.Assistant(text, List.of()));
                }
            }
            default -> throw invalid();
        }
    }

    /** Calls side by side belong to one message. */
    private void call(JsonNode item) {
        String id = item.path("call_id").asText();
        String name = item.path("name").asText();
        toolNames.put(id, name);
        List<ToolCall> calls = new ArrayList<>();
        String text = "";
        if (!messages.isEmpty() && messages.getLast() instanceof Message.Assistant before) {
            calls.addAll(before.toolCalls());
            text = before.text();
            messages.removeLast();
        }
        calls.add(new ToolCall(id, name, item.path("arguments").asText("{}")));
        messages.add(new Message.Assistant(text, List.copyOf(calls)));
    }

    private Message.User parts(JsonNode content) throws Refusal {
        if (content.isTextual()) {
            return new Message.User(content.textValue());
        }
        if (!content.isArray()) {
            throw invalid();
        }
        Parts parts = new Parts(FIELD);
        for (JsonNode part : content) {
            switch (part.path("type").asText()) {
                case "input_text", "output_text", "text" -> parts.text(part.path("text"));
                case "refusal" -> parts.text(part.path("refusal"));
                case "input_image" -> image(part, parts);
                case "input_file" -> file(part);
                default -> throw invalid();
            }
        }
        return parts.user();
    }

    private static void image(JsonNode part, Parts parts) throws Refusal {
        JsonNode source = part.path("source");
        if (source.path("type").asText().equals("base64")) {
            parts.image(source.path("media_type").asText(), source.path("data").asText());
        } else {
            parts.image(source.path("url").asText(part.path("image_url").asText()));
        }
    }

    /** Files are context and not what the user says: they go to the system prompt, marked as somebody else's words. */
    private void file(JsonNode part) throws Refusal {
        JsonNode source = part.path("source");
        String type = source.path("media_type").asText();
        if (!source.path("type").asText().equals("base64") || !type.startsWith("text/") && !type.equals("application/json")) {
            throw Refusal.invalid("input: only text files sent along as base64 are supported by this gateway.");
        }
        try {
            String text = new String(Base64.getDecoder().decode(source.path("data").asText()), StandardCharsets.UTF_8);
            String name = source.path("filename").asText("file").replaceAll("[\\p{Cntrl}\"<>]", "?");
            system.add("<<<EXTERNAL_UNTRUSTED_CONTENT file=\"" + name + "\">>>\nSource: External\n"
                    + text.substring(0, Math.min(text.length(), MOST_FILE_CHARACTERS)).replace("<<<", "‹‹‹")
                    + "\n<<<END_EXTERNAL_UNTRUSTED_CONTENT>>>");
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("input: a file's data must be base64.");
        }
    }
}
