package org.openclaw.appliance.hook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.openclaw.appliance.protocol.Json;

/**
 * Fills in texts such as {@code New mail: {{messages[0].subject}}} from a call. What isn't there becomes nothing.
 *
 * @param payload the body
 * @param header by name
 * @param query parameters by name
 * @param path below the hooks' path
 */
record Template(
        JsonNode payload, Function<String, Optional<String>> header, Function<String, Optional<String>> query, String path, Instant now) {

    private static final int MOST_CHARS = 256 * 1024;

    /** Whether a text changes with the call. */
    static boolean varies(String text) {
        return text.contains("{{");
    }

    String fill(String text) {
        StringBuilder filled = new StringBuilder(text.length());
        int at = 0;
        for (int open = text.indexOf("{{"); open >= 0; open = text.indexOf("{{", at)) {
            int close = text.indexOf("}}", open);
            if (close < 0) {
                break;
            }
            filled.append(text, at, open);
            JsonNode value = value(text.substring(open + 2, close).strip());
            filled.append(value.isMissingNode() || value.isNull() ? "" : value.isValueNode() ? value.asText() : Json.text(value));
            at = close + 2;
            if (filled.length() > MOST_CHARS) {
                filled.setLength(MOST_CHARS);
                return filled.toString();
            }
        }
        return filled.append(text, at, text.length()).toString();
    }

    private JsonNode value(String expression) {
        if (expression.equals("path")) {
            return TextNode.valueOf(path);
        }
        if (expression.equals("now")) {
            return TextNode.valueOf(now.toString());
        }
        if (expression.startsWith("headers.")) {
            return text(header.apply(expression.substring("headers.".length())));
        }
        if (expression.startsWith("query.")) {
            return text(query.apply(expression.substring("query.".length())));
        }
        return at(expression.startsWith("payload.") ? expression.substring("payload.".length()) : expression);
    }

    private static JsonNode text(Optional<String> value) {
        return value.<JsonNode>map(TextNode::valueOf).orElse(MissingNode.getInstance());
    }

    private JsonNode at(String expression) {
        JsonNode node = payload;
        for (String step : expression.split("\\.")) {
            int bracket = step.indexOf('[');
            node = bracket == 0 ? node : node.path(bracket < 0 ? step : step.substring(0, bracket));
            while (bracket >= 0) {
                int close = step.indexOf(']', bracket);
                node = close < 0 ? MissingNode.getInstance() : node.path(index(step.substring(bracket + 1, close)));
                bracket = close < 0 ? -1 : step.indexOf('[', close);
            }
        }
        return node;
    }

    private static int index(String text) {
        boolean digits = !text.isEmpty() && text.length() < 7 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? Integer.parseInt(text) : Integer.MAX_VALUE;
    }
}
