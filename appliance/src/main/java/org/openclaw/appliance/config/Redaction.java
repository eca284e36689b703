package org.openclaw.appliance.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Hides secrets of a configuration that is shown; {@link Restoration} puts them back when the shown text is written.
 * References to secrets and to environment variables are no secrets and stay. Keys this gateway doesn't know are judged by
 * their names.
 */
public final class Redaction {

    /** What stands in the place of a secret. */
    public static final String PLACEHOLDER = "__OPENCLAW_REDACTED__";

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{[A-Z_][A-Z0-9_]*}|\\$[A-Z_][A-Z0-9_]*");
    private static final Pattern TELLING_NAME = Pattern.compile(
            "(?i).*(token|password|secret|api_?key|passphrase|private_?key|authorization|credentials)");

    private Redaction() {}

    /** A copy without secrets. */
    public static JsonNode redact(JsonNode root) {
        JsonNode copy = root.deepCopy();
        for (List<String> path : secrets(root)) {
            JsonNode parent = KeyPath.resolve(copy, path.subList(0, path.size() - 1));
            if (parent instanceof ObjectNode object) {
                object.put(path.getLast(), PLACEHOLDER);
            } else if (parent instanceof ArrayNode array) {
                array.set(KeyPath.index(path.getLast()), TextNode.valueOf(PLACEHOLDER));
            }
        }
        return copy;
    }

    /** Every secret that stands in the tree itself, so that a log can be told to hide them. */
    public static List<String> values(JsonNode root) {
        return secrets(root).stream().map(path -> KeyPath.resolve(root, path).asText()).toList();
    }

    /** The text of a file without secrets, otherwise as it is written. @throws Json5Exception when it isn't JSON5 */
    public static String redact(String text) throws Json5Exception {
        Json5Document document = Json5.document(text);
        List<Span> spans = new ArrayList<>();
        for (List<String> path : secrets(document.root())) {
            spans.add(document.at(path));
        }
        spans.sort((a, b) -> Integer.compare(b.start(), a.start()));
        StringBuilder redacted = new StringBuilder(text);
        for (Span span : spans) {
            redacted.replace(span.start(), span.end(), "\"" + PLACEHOLDER + "\"");
        }
        return redacted.toString();
    }

    private static List<List<String>> secrets(JsonNode root) {
        List<List<String>> found = new ArrayList<>();
        List<String> known = SchemaReader.topLevel();
        for (Map.Entry<String, JsonNode> section : root.properties()) {
            String name = section.getKey();
            SchemaNode schema = known.contains(name) ? SchemaReader.read(name, ReloadKind.RESTART) : null;
            collect(schema, section.getValue(), List.of(name), found);
        }
        return found;
    }

    private static void collect(SchemaNode definition, JsonNode value, List<String> path, List<List<String>> found) {
        SchemaNode schema = definition != null && definition.file() != null
                ? SchemaReader.read(definition.file(), definition.reload())
                : definition;
        if (value.isTextual() || value.isNumber()) {
            boolean secret = schema != null && schema.secret() || TELLING_NAME.matcher(name(path)).matches();
            if (secret && !VARIABLE.matcher(value.asText()).matches() && !value.asText().isEmpty() && !known(schema, value)) {
                found.add(path);
            }
        }
        for (Map.Entry<String, JsonNode> entry : value.properties()) {
            if (!isReference(value)) {
                collect(member(schema, entry.getKey()), entry.getValue(), append(path, entry.getKey()), found);
            }
        }
        for (int i = 0; value.isArray() && i < value.size(); i++) {
            collect(member(schema, "[]"), value.get(i), append(path, Integer.toString(i)), found);
        }
    }

    /** A number or a word of a closed set, such as a mode, is no secret even under a telling name. */
    private static boolean known(SchemaNode schema, JsonNode value) {
        return schema != null && !schema.secret() && (value.isNumber() || !schema.allowed().isEmpty());
    }

    private static boolean isReference(JsonNode value) {
        return value.path("source").isTextual() && value.path("id").isTextual();
    }

    private static SchemaNode member(SchemaNode schema, String key) {
        if (schema == null) {
            return null;
        }
        SchemaNode member = schema.member(key);
        for (SchemaNode alternative : schema.alternatives()) {
            member = member == null ? alternative.member(key) : member;
        }
        return member;
    }

    private static String name(List<String> path) {
        String last = path.getLast();
        return KeyPath.index(last) >= 0 && path.size() > 1 ? path.get(path.size() - 2) : last;
    }

    private static List<String> append(List<String> path, String key) {
        List<String> longer = new ArrayList<>(path);
        longer.add(key);
        return longer;
    }
}
