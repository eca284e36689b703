package org.openclaw.appliance.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;

/** A path as people write it: {@code gateway.port}, {@code agents.list[0].id}, {@code models["a.b"].x}. */
public final class KeyPath {

    private static final int MOST_KEYS = 100;

    private KeyPath() {}

    /** @throws IllegalArgumentException with a sentence for the operator when it can't be read */
    public static List<String> parse(String written) {
        List<String> keys = new ArrayList<>();
        int i = 0;
        while (i < written.length()) {
            if (written.charAt(i) == '[') {
                int end = bracketEnd(written, i);
                keys.add(unquote(written.substring(i + 1, end).strip()));
                i = end + 1;
                i = i < written.length() && written.charAt(i) == '.' ? i + 1 : i;
            } else {
                int end = i;
                while (end < written.length() && written.charAt(end) != '.' && written.charAt(end) != '[') {
                    end++;
                }
                keys.add(written.substring(i, end));
                i = end < written.length() && written.charAt(end) == '.' ? end + 1 : end;
            }
        }
        if (keys.isEmpty() || keys.contains("") || keys.size() > MOST_KEYS || written.endsWith(".")) {
            throw new IllegalArgumentException("Invalid path \"" + written + "\": write keys separated by dots, such as gateway.port.");
        }
        return keys;
    }

    /** The path in dots, with brackets where a key contains one. */
    public static String text(List<String> keys) {
        StringBuilder text = new StringBuilder();
        for (String key : keys) {
            if (key.indexOf('.') >= 0 || key.indexOf('[') >= 0 || key.isEmpty()) {
                text.append("[\"").append(key.replace("\"", "\\\"")).append("\"]");
            } else {
                text.append(text.isEmpty() ? "" : ".").append(key);
            }
        }
        return text.toString();
    }

    /** The node at the keys; a missing node where there is none. */
    public static JsonNode resolve(JsonNode root, List<String> keys) {
        JsonNode node = root;
        for (String key : keys) {
            node = node.isArray() ? element(node, key) : node.path(key);
        }
        return node;
    }

    /** The index a key means in an array; -1 if it isn't one. */
    static int index(String key) {
        return key.matches("[0-9]{1,6}") ? Integer.parseInt(key) : -1;
    }

    private static JsonNode element(JsonNode array, String key) {
        int index = index(key);
        return index < 0 ? MissingNode.getInstance() : array.path(index);
    }

    private static int bracketEnd(String written, int start) {
        char quote = start + 1 < written.length() ? written.charAt(start + 1) : ']';
        boolean quoted = quote == '"' || quote == '\'';
        int end = quoted ? written.indexOf(quote + "]", start + 2) : written.indexOf(']', start);
        if (end < 0) {
            throw new IllegalArgumentException("Invalid path \"" + written + "\": a bracket is never closed.");
        }
        return quoted ? end + 1 : end;
    }

    private static String unquote(String key) {
        boolean quoted = key.length() >= 2 && (key.charAt(0) == '"' || key.charAt(0) == '\'');
        return quoted ? key.substring(1, key.length() - 1) : key;
    }
}
