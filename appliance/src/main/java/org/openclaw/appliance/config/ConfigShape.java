package org.openclaw.appliance.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.openclaw.appliance.protocol.Json;

/**
 * A configuration for strangers: which keys are set, with the values that can't hold a secret, a person's name or address, or
 * a text of somebody's own. Numbers, yes and no, and words out of a closed set remain; of everything else that it is there.
 */
public final class ConfigShape {

    /** Their values are names of the field, not of people. */
    private static final Set<String> TELLING = Set.of("primary", "model", "provider", "api", "every");

    private static final int MOST_DEPTH = 32;
    private static final int LONGEST_NAME = 40;
    private static final int MOST_DIGITS = 4;

    private ConfigShape() {}

    public static JsonNode of(Config config) {
        return shape(config.root(), new ArrayList<>());
    }

    private static JsonNode shape(JsonNode value, List<String> path) {
        if (value.isObject()) {
            return object(value, path);
        }
        if (value.isArray()) {
            return list(value, path);
        }
        if (!value.isTextual()) {
            return value;
        }
        String text = value.asText();
        SchemaNode schema = ConfigSchema.find(path, false);
        if (schema != null && schema.secret()) {
            return Json.mapper().getNodeFactory().textNode("<secret>");
        }
        boolean closed = schema != null && schema.allowed().contains(text);
        boolean telling = TELLING.contains(path.getLast()) && text.matches("[a-z0-9][A-Za-z0-9._:/-]{0,80}");
        return Json.mapper().getNodeFactory().textNode(closed || telling ? text : "<text>");
    }

    private static JsonNode object(JsonNode value, List<String> path) {
        ObjectNode shape = Json.object();
        if (path.size() >= MOST_DEPTH) {
            return shape;
        }
        int unnamed = 0;
        for (Map.Entry<String, JsonNode> member : value.properties()) {
            String key = member.getKey();
            String shown = isName(key) ? key : "<entry " + ++unnamed + ">";
            path.add(key);
            shape.set(shown, shape(member.getValue(), path));
            path.removeLast();
        }
        return shape;
    }

    private static JsonNode list(JsonNode value, List<String> path) {
        ArrayNode shape = Json.mapper().createArrayNode();
        boolean plain = true;
        for (JsonNode element : value) {
            plain &= element.isValueNode();
        }
        if (plain) {
            return value.isEmpty() ? shape : shape.add("<" + value.size() + (value.size() == 1 ? " entry>" : " entries>"));
        }
        for (int at = 0; at < value.size(); at++) {
            path.add(Integer.toString(at));
            shape.add(shape(value.get(at), path));
            path.removeLast();
        }
        return shape;
    }

    // Maps are also keyed by what people chose, such as telephone numbers.
    private static boolean isName(String key) {
        return key.length() <= LONGEST_NAME
                && key.matches("[A-Za-z][A-Za-z0-9_.-]*")
                && key.chars().filter(Character::isDigit).count() <= MOST_DIGITS;
    }
}
