package org.openclaw.appliance.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The caller's tools, checked. */
record Tools(List<JsonNode> list, JsonNode choice) {

    private static final int MOST = 128;

    static Tools of(JsonNode request) throws Refusal {
        List<JsonNode> tools = functions(request.path("tools"));
        JsonNode choice = request.path("tool_choice");
        if (choice.isMissingNode() || choice.isNull()) {
            return new Tools(tools, null);
        }
        check(choice, tools);
        return choice.asText().equals("none") ? new Tools(List.of(), null) : new Tools(tools, choice);
    }

    private static List<JsonNode> functions(JsonNode tools) throws Refusal {
        if (tools.isMissingNode() || tools.isNull()) {
            return List.of();
        }
        if (!tools.isArray()) {
            throw Refusal.invalid("tools: Invalid input: expected array, received "
                    + tools.getNodeType().name().toLowerCase(Locale.ROOT));
        }
        if (tools.size() > MOST) {
            throw Refusal.invalid("tools: at most " + MOST + " are accepted");
        }
        List<JsonNode> functions = new ArrayList<>();
        for (JsonNode tool : tools) {
            JsonNode function = tool.path("function");
            if (!tool.path("type").asText().equals("function") || function.path("name").asText().isBlank()) {
                throw Refusal.invalid("tools: each must be {\"type\":\"function\",\"function\":{\"name\":…}}");
            }
            functions.add(function);
        }
        return functions;
    }

    private static void check(JsonNode choice, List<JsonNode> tools) throws Refusal {
        if (choice.isTextual() && List.of("auto", "none").contains(choice.textValue())) {
            return;
        }
        if (choice.isTextual() && choice.textValue().equals("required")) {
            if (tools.isEmpty()) {
                throw Refusal.invalid("tool_choice=required needs at least one tool in `tools`.");
            }
            return;
        }
        String name = choice.path("function").path("name").asText();
        if (!choice.path("type").asText().equals("function") || name.isBlank()) {
            throw Refusal.invalid("`tool_choice` must be none, auto, required or a function.");
        }
        if (tools.stream().noneMatch(tool -> tool.path("name").asText().equals(name))) {
            throw Refusal.invalid("`tool_choice` names a function that is not in `tools`.");
        }
    }
}
