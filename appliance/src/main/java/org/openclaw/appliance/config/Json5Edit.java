package org.openclaw.appliance.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.openclaw.appliance.protocol.Json;

/**
 * Changes one value of a JSON5 text and leaves the rest as its author wrote it. Where that can't be done the whole text is
 * written anew, without comments; the values are right in either case, because the edited text is read back and compared.
 */
final class Json5Edit {

    private static final String INDENT = "  ";

    private final Json5Document document;
    private final Predicate<List<String>> list;

    /** Everything that isn't there yet becomes an object. */
    Json5Edit(Json5Document document) {
        this(document, path -> false);
    }

    /** @param list whether what isn't there yet at a path becomes an array */
    Json5Edit(Json5Document document, Predicate<List<String>> list) {
        this.document = document;
        this.list = list;
    }

    /** @throws IllegalArgumentException when something on the way is neither an object nor a fitting array */
    String set(List<String> path, JsonNode value) {
        JsonNode wanted = withValue(document.root().deepCopy(), path, 0, value);
        int depth = document.depth(path);
        String edited = depth == path.size()
                ? replace(document.at(path), value)
                : insert(path, depth, value);
        return checked(edited, wanted);
    }

    /** The text without the value; the same text if there is none. */
    String unset(List<String> path) {
        if (document.depth(path) < path.size()) {
            return document.text();
        }
        List<String> parentPath = path.subList(0, path.size() - 1);
        String key = path.getLast();
        JsonNode wanted = document.root().deepCopy();
        JsonNode parent = KeyPath.resolve(wanted, parentPath);
        if (parent instanceof ArrayNode array) {
            array.remove(KeyPath.index(key));
            return Json.pretty(wanted) + "\n";
        }
        ((ObjectNode) parent).remove(key);
        return checked(remove(document.at(parentPath), key), wanted);
    }

    /** The text with an object merged into it, as RFC 7396 has it. */
    static String merge(String text, ObjectNode patch) throws Json5Exception {
        return merge(text, List.of(), patch);
    }

    private static String merge(String text, List<String> at, ObjectNode patch) throws Json5Exception {
        String merged = text;
        for (Map.Entry<String, JsonNode> member : patch.properties()) {
            Json5Document document = Json5.document(merged);
            List<String> path = new ArrayList<>(at);
            path.add(member.getKey());
            JsonNode value = member.getValue();
            if (value.isNull()) {
                merged = new Json5Edit(document).unset(path);
            } else if (value instanceof ObjectNode object && KeyPath.resolve(document.root(), path).isObject()) {
                merged = merge(merged, path, object);
            } else {
                merged = new Json5Edit(document).set(path, withoutNulls(value));
            }
        }
        return merged;
    }

    private static JsonNode withoutNulls(JsonNode value) {
        if (value instanceof ObjectNode object) {
            ObjectNode kept = Json.object();
            object.properties().forEach(member -> {
                if (!member.getValue().isNull()) {
                    kept.set(member.getKey(), withoutNulls(member.getValue()));
                }
            });
            return kept;
        }
        return value;
    }

    private static String checked(String edited, JsonNode wanted) {
        try {
            if (edited != null && Json5.parse(edited).equals(wanted)) {
                return edited;
            }
        } catch (Json5Exception e) {
            // Falls through: the edit did not fit this text's formatting.
        }
        return Json.pretty(wanted) + "\n";
    }

    private JsonNode withValue(JsonNode root, List<String> path, int at, JsonNode value) {
        if (at == path.size()) {
            return value;
        }
        String key = path.get(at);
        if (root instanceof ObjectNode object) {
            JsonNode child = object.get(key);
            boolean absent = child == null || child.isNull();
            object.set(key, withValue(absent ? container(path, at + 1) : child, path, at + 1, value));
            return object;
        }
        int index = root.isArray() ? KeyPath.index(key) : -1;
        if (index < 0 || index > root.size()) {
            throw new IllegalArgumentException("Can't set \"" + key + "\": its parent is "
                    + (root.isArray() ? "an array of " + root.size() + " elements" : "not an object") + ".");
        }
        ArrayNode array = (ArrayNode) root;
        if (index == array.size()) {
            array.add(withValue(container(path, at + 1), path, at + 1, value));
        } else {
            array.set(index, withValue(array.get(index), path, at + 1, value));
        }
        return array;
    }

    /** What takes the next key of the path, where there is nothing yet. */
    private JsonNode container(List<String> path, int length) {
        return list.test(path.subList(0, length)) ? Json.array() : Json.object();
    }

    private String replace(Span span, JsonNode value) {
        String text = document.text();
        return text.substring(0, span.start()) + written(value, indentAt(span.start())) + text.substring(span.end());
    }

    private String insert(List<String> path, int depth, JsonNode value) {
        Span parent = document.at(path.subList(0, depth));
        if (document.text().charAt(parent.start()) != '{') {
            return null;
        }
        JsonNode nested = depth + 1 == path.size() ? value : withValue(container(path, depth + 1), path, depth + 1, value);
        return insertMember(parent, path.get(depth), nested);
    }

    private String insertMember(Span object, String key, JsonNode value) {
        String text = document.text();
        int brace = object.end() - 1;
        int contentEnd = brace;
        while (Character.isWhitespace(text.charAt(contentEnd - 1))) {
            contentEnd--;
        }
        boolean empty = object.entries().isEmpty();
        boolean manyLines = empty || text.substring(object.start(), object.end()).indexOf('\n') >= 0;
        String outer = indentAt(object.start());
        String inner = empty ? outer + INDENT : memberIndent(object, outer);
        int lastEnd = empty ? contentEnd : object.entries().getLast().value().end();
        boolean comma = !empty && commaBetween(lastEnd, brace) >= 0;
        StringBuilder edited = new StringBuilder(text.substring(0, lastEnd));
        if (!empty && !comma) {
            edited.append(',');
        }
        edited.append(text, lastEnd, contentEnd)
                .append(manyLines ? "\n" + inner : " ")
                .append(name(key, object))
                .append(": ")
                .append(written(value, inner))
                .append(comma ? "," : "");
        boolean closeOnOwnLine = manyLines && text.substring(contentEnd, brace).indexOf('\n') < 0;
        return edited.append(closeOnOwnLine ? "\n" + outer : "").append(text.substring(contentEnd)).toString();
    }

    private String remove(Span object, String key) {
        String text = document.text();
        List<Span.Entry> entries = object.entries();
        int position = entries.indexOf(object.entry(key));
        Span.Entry entry = entries.get(position);
        boolean last = position == entries.size() - 1;
        int next = last ? object.end() - 1 : entries.get(position + 1).keyStart();
        int comma = commaBetween(entry.value().end(), next);
        int from = entry.keyStart();
        int to = comma >= 0 ? comma + 1 : entry.value().end();
        int lineStart = text.lastIndexOf('\n', from - 1) + 1;
        int lineEnd = text.indexOf('\n', to);
        if (text.substring(lineStart, from).isBlank() && lineEnd >= 0 && text.substring(to, lineEnd).isBlank()) {
            from = lineStart;
            to = lineEnd + 1;
        }
        String before = text.substring(0, from);
        int danglingComma = last && comma < 0 && position > 0
                ? commaBetween(entries.get(position - 1).value().end(), from)
                : -1;
        if (danglingComma >= 0) {
            before = before.substring(0, danglingComma) + before.substring(danglingComma + 1);
        }
        return before + text.substring(to);
    }

    /** The comma between two values, not one inside a comment; -1 if there is none. */
    private int commaBetween(int from, int to) {
        Json5Scanner scanner = new Json5Scanner(document.text().substring(0, to));
        for (int i = 0; i < from; i++) {
            scanner.advance();
        }
        try {
            scanner.skipBlank();
        } catch (Json5Exception e) {
            return -1;
        }
        return scanner.peek() == ',' ? scanner.position() : -1;
    }

    private String memberIndent(Span object, String outer) {
        int keyStart = object.entries().getFirst().keyStart();
        int lineStart = document.text().lastIndexOf('\n', keyStart - 1) + 1;
        String lead = document.text().substring(lineStart, keyStart);
        return lead.isBlank() ? lead : outer + INDENT;
    }

    private String indentAt(int offset) {
        String text = document.text();
        int lineStart = text.lastIndexOf('\n', offset - 1) + 1;
        int end = lineStart;
        while (end < text.length() && (text.charAt(end) == ' ' || text.charAt(end) == '\t')) {
            end++;
        }
        return text.substring(lineStart, end);
    }

    private String name(String key, Span object) {
        boolean quotes = !object.entries().isEmpty() && document.text().charAt(object.entries().getFirst().keyStart()) == '"';
        boolean plain = !key.isEmpty()
                && Json5Scanner.isNameStart(key.codePointAt(0))
                && key.codePoints().allMatch(Json5Scanner::isNamePart);
        return plain && !quotes && !strict() ? key : Json.text(key);
    }

    // A file that quotes its outermost keys is JSON; other programs that read it expect it to stay so.
    private boolean strict() {
        List<Span.Entry> outermost = document.span().entries();
        return outermost.isEmpty() || document.text().charAt(outermost.getFirst().keyStart()) == '"';
    }

    private static String written(JsonNode value, String indent) {
        return value.isContainerNode() && !value.isEmpty()
                ? Json.pretty(value).replace("\r\n", "\n").replace("\n", "\n" + indent)
                : Json.text(value);
    }
}
