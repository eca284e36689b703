package org.openclaw.appliance.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openclaw.appliance.protocol.Json;

/** Puts environment variables where strings name them as {@code ${NAME}}; {@code $${NAME}} stays {@code ${NAME}}. */
final class Substitution {

    private static final Pattern NAME = Pattern.compile("(\\$?)\\$\\{([A-Z_][A-Z0-9_]*)}");

    private final Environment environment;
    private final Map<List<String>, String> missing = new LinkedHashMap<>();

    Substitution(Environment environment) {
        this.environment = environment;
    }

    /** The paths whose strings could not be completed, left as they are written, and the variable each lacks. */
    Map<List<String>, String> missing() {
        return missing;
    }

    JsonNode apply(JsonNode node) {
        return apply(node, List.of());
    }

    private JsonNode apply(JsonNode node, List<String> path) {
        if (node.isObject()) {
            ObjectNode copy = Json.object();
            for (Map.Entry<String, JsonNode> entry : node.properties()) {
                copy.set(entry.getKey(), apply(entry.getValue(), append(path, entry.getKey())));
            }
            return copy;
        }
        if (node.isArray()) {
            ArrayNode copy = Json.array();
            for (int i = 0; i < node.size(); i++) {
                copy.add(apply(node.get(i), append(path, Integer.toString(i))));
            }
            return copy;
        }
        return node.isTextual() && node.textValue().contains("${") ? text(node.textValue(), path) : node;
    }

    private JsonNode text(String written, List<String> path) {
        Matcher matcher = NAME.matcher(written);
        StringBuilder text = new StringBuilder();
        while (matcher.find()) {
            String name = matcher.group(2);
            String value = matcher.group(1).isEmpty() ? environment.get(name).orElse(null) : "${" + name + "}";
            if (value == null) {
                missing.put(path, name);
                return TextNode.valueOf(written);
            }
            matcher.appendReplacement(text, Matcher.quoteReplacement(value));
        }
        return TextNode.valueOf(matcher.appendTail(text).toString());
    }

    private static List<String> append(List<String> path, String key) {
        List<String> longer = new ArrayList<>(path);
        longer.add(key);
        return longer;
    }
}
