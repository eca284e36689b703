package org.openclaw.appliance.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.openclaw.appliance.protocol.Json;

/**
 * A responses request, checked.
 *
 * @param model as sent; names an agent
 * @param user names a stable session, or null
 * @param previousId the answer it goes on from, or null
 * @param tools {@code {name, description?, parameters?}} each
 * @param toolChoice as the chat-completions API has it, or null
 * @param sampling fields to pass to the provider, by their names in the chat-completions API
 */
record ResponseRequest(
        String model,
        Transcript transcript,
        String user,
        String previousId,
        boolean stream,
        List<JsonNode> tools,
        JsonNode toolChoice,
        ObjectNode sampling) {

    private static final Set<String> KNOWN = Set.of(
            "model", "input", "instructions", "tools", "tool_choice", "stream", "max_output_tokens", "temperature", "top_p",
            "user", "previous_response_id", "max_tool_calls", "reasoning", "metadata", "store", "truncation");
    private static final int MOST_TOOLS = 128;
    private static final int MOST_NAME = 200;

    static ResponseRequest parse(byte[] body) throws Refusal {
        JsonNode root = tree(body);
        if (!root.isObject()) {
            throw Refusal.invalid("Request body must be a JSON object.");
        }
        if (!root.path("model").isTextual()) {
            throw Refusal.invalid("model: Invalid input: expected string, received " + type(root.path("model")));
        }
        for (String name : (Iterable<String>) root::fieldNames) {
            if (!KNOWN.contains(name)) {
                throw Refusal.invalid(": Unrecognized key: \"" + clip(name) + "\"");
            }
        }
        List<JsonNode> tools = tools(root.path("tools"));
        JsonNode choice = choice(root.path("tool_choice"), tools);
        boolean none = choice != null && choice.asText().equals("none");
        return new ResponseRequest(
                root.path("model").textValue().strip(),
                ResponseInput.read(root),
                name(root, "user"),
                name(root, "previous_response_id"),
                root.path("stream").asBoolean(),
                none ? List.of() : tools,
                none ? null : choice,
                sampling(root));
    }

    /** Whether the answer must be a tool call. */
    boolean demandsTool() {
        return toolChoice != null && (toolChoice.isObject() || toolChoice.asText().equals("required"));
    }

    private static JsonNode tree(byte[] body) throws Refusal {
        try {
            return Json.parse(new String(body, StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw Refusal.invalid(clip(String.valueOf(e.getOriginalMessage())));
        }
    }

    private static List<JsonNode> tools(JsonNode sent) throws Refusal {
        if (sent.isMissingNode() || sent.isNull()) {
            return List.of();
        }
        if (!sent.isArray()) {
            throw Refusal.invalid("tools: Invalid input: expected array, received " + type(sent));
        }
        if (sent.size() > MOST_TOOLS) {
            throw Refusal.invalid("tools: at most " + MOST_TOOLS + " are accepted");
        }
        List<JsonNode> tools = new ArrayList<>();
        for (JsonNode tool : sent) {
            if (!tool.path("type").asText().equals("function")) {
                throw Refusal.invalid("tools." + tools.size() + ".type: Invalid input: expected \"function\"");
            }
            if (!tool.path("name").isTextual() || tool.path("name").textValue().isBlank()) {
                throw Refusal.invalid("tools." + tools.size() + ".name: Invalid input: expected string, received "
                        + type(tool.path("name")));
            }
            ObjectNode function = Json.object();
            for (String field : List.of("name", "description", "parameters")) {
                if (tool.hasNonNull(field)) {
                    function.set(field, tool.get(field));
                }
            }
            tools.add(function);
        }
        return tools;
    }

    private static JsonNode choice(JsonNode sent, List<JsonNode> tools) throws Refusal {
        if (sent.isMissingNode() || sent.isNull() || sent.asText().equals("auto")) {
            return null;
        }
        String named = sent.path("type").asText().equals("function")
                ? sent.path("name").asText(sent.path("function").path("name").asText(""))
                : "";
        boolean there = tools.stream().anyMatch(tool -> tool.path("name").asText().equals(named));
        if (sent.asText().equals("none") || sent.asText().equals("required") && !tools.isEmpty()) {
            return sent;
        }
        if (!there) {
            throw Refusal.invalid("invalid tool configuration");
        }
        ObjectNode choice = Json.object().put("type", "function");
        choice.putObject("function").put("name", named);
        return choice;
    }

    private static ObjectNode sampling(JsonNode root) throws Refusal {
        ObjectNode fields = Json.object();
        number(root, "temperature", 2, fields);
        number(root, "top_p", 1, fields);
        JsonNode limit = root.path("max_output_tokens");
        if (!limit.isMissingNode() && !limit.isNull()) {
            if (!limit.isIntegralNumber() || !limit.canConvertToInt()) {
                throw Refusal.invalid("max_output_tokens: Invalid input: expected int, received " + type(limit));
            }
            if (limit.intValue() <= 0) {
                throw Refusal.invalid("max_output_tokens: Too small: expected number to be >0");
            }
            fields.set("max_completion_tokens", limit);
        }
        return fields;
    }

    private static void number(JsonNode root, String name, int most, ObjectNode fields) throws Refusal {
        JsonNode value = root.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return;
        }
        if (!value.isNumber()) {
            throw Refusal.invalid(name + ": Invalid input: expected number, received " + type(value));
        }
        if (value.doubleValue() > most) {
            throw Refusal.invalid(name + ": Too big: expected number to be <=" + most);
        }
        if (value.doubleValue() < 0) {
            throw Refusal.invalid(name + ": Too small: expected number to be >=0");
        }
        fields.set(name, value);
    }

    private static String name(JsonNode root, String field) {
        String text = root.path(field).asText("").strip();
        return text.isEmpty() ? null : text.length() > MOST_NAME ? text.substring(0, MOST_NAME) : text;
    }

    private static String type(JsonNode value) {
        return value.isMissingNode() ? "undefined" : value.getNodeType().name().toLowerCase(Locale.ROOT);
    }

    private static String clip(String text) {
        return text.length() > 300 ? text.substring(0, 300) : text;
    }
}
