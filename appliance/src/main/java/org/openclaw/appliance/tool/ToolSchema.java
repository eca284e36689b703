package org.openclaw.appliance.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;

/**
 * Checks arguments against the part of JSON Schema that tools use: {@code type}, {@code required}, {@code properties},
 * {@code items}, {@code enum}. Arguments that no schema names are let through, as models like to add some.
 */
final class ToolSchema {

    private static final int DEEPEST = 16;

    private ToolSchema() {}

    /** @return a sentence about the first fault, for the model; empty when there is none */
    static Optional<String> fault(JsonNode schema, ObjectNode arguments) {
        return fault(schema, arguments, "", DEEPEST);
    }

    private static Optional<String> fault(JsonNode schema, JsonNode value, String path, int depth) {
        String name = path.isEmpty() ? "the arguments" : "\"" + path + "\"";
        String type = schema.path("type").asText();
        if (!hasType(value, type)) {
            return Optional.of(name + " must be of type " + type);
        }
        JsonNode choices = schema.path("enum");
        if (!choices.isEmpty() && !contains(choices, value)) {
            return Optional.of(name + " must be one of " + choices);
        }
        if (depth == 0) {
            return Optional.of(name + " is nested too deeply");
        }
        return value.isObject() ? ofObject(schema, value, path, depth) : ofArray(schema, value, path, depth);
    }

    private static Optional<String> ofObject(JsonNode schema, JsonNode value, String path, int depth) {
        for (JsonNode required : schema.path("required")) {
            if (value.path(required.asText()).isMissingNode() || value.path(required.asText()).isNull()) {
                return Optional.of("\"" + at(path, required.asText()) + "\" is required");
            }
        }
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            JsonNode given = value.path(property.getKey());
            if (!given.isMissingNode() && !given.isNull()) {
                Optional<String> fault = fault(property.getValue(), given, at(path, property.getKey()), depth - 1);
                if (fault.isPresent()) {
                    return fault;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> ofArray(JsonNode schema, JsonNode value, String path, int depth) {
        JsonNode items = schema.path("items");
        if (!value.isArray() || items.isMissingNode()) {
            return Optional.empty();
        }
        for (int i = 0; i < value.size(); i++) {
            Optional<String> fault = fault(items, value.get(i), path + "[" + i + "]", depth - 1);
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    private static boolean hasType(JsonNode value, String type) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "integer" -> value.isNumber() && value.canConvertToExactIntegral();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            default -> true;
        };
    }

    private static boolean contains(JsonNode choices, JsonNode value) {
        for (JsonNode choice : choices) {
            if (choice.equals(value)) {
                return true;
            }
        }
        return false;
    }

    private static String at(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
