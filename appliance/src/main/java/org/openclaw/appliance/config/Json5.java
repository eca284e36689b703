package org.openclaw.appliance.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import org.openclaw.appliance.protocol.Json;

/**
 * Reads JSON5 (spec.json5.org, version 1.0.0) into a tree and remembers where every value stands. One pass, linear time;
 * text and nesting are bounded. Of a repeated key the last value counts, as in ECMAScript.
 */
public final class Json5 {

    /** Longest text accepted, in characters. */
    public static final int MAX_LENGTH = 2 * 1024 * 1024;

    /** Deepest nesting accepted, in levels. */
    public static final int MAX_DEPTH = 100;

    private final Json5Scanner scanner;

    private Json5(String text) {
        this.scanner = new Json5Scanner(text);
    }

    /** Parses one document. @throws Json5Exception when it isn't JSON5 or exceeds the bounds */
    public static JsonNode parse(String text) throws Json5Exception {
        return document(text).root();
    }

    /** A command-line value: JSON5 where it parses, else the text itself. */
    public static JsonNode valueOrText(String text) {
        try {
            return parse(text);
        } catch (Json5Exception e) {
            return TextNode.valueOf(text);
        }
    }

    static Json5Document document(String text) throws Json5Exception {
        if (text.length() > MAX_LENGTH) {
            throw new Json5Exception("the file is longer than " + MAX_LENGTH + " characters", 1, 1);
        }
        Json5 reader = new Json5(text);
        Parsed value = reader.value(0);
        reader.scanner.skipBlank();
        if (!reader.scanner.atEnd()) {
            throw reader.scanner.expected("the end of the file");
        }
        return new Json5Document(text, value.node(), value.span());
    }

    private record Parsed(JsonNode node, Span span) {}

    private Parsed value(int depth) throws Json5Exception {
        scanner.skipBlank();
        if (depth > MAX_DEPTH) {
            throw scanner.expected("at most " + MAX_DEPTH + " levels of nesting");
        }
        int start = scanner.position();
        return switch (scanner.peek()) {
            case '{' -> object(start, depth);
            case '[' -> array(start, depth);
            case '"', '\'' -> leaf(TextNode.valueOf(scanner.string()), start);
            case 't' -> word("true", BooleanNode.TRUE, start);
            case 'f' -> word("false", BooleanNode.FALSE, start);
            case 'n' -> word("null", NullNode.getInstance(), start);
            default -> leaf(scanner.number(), start);
        };
    }

    private Parsed leaf(JsonNode node, int start) {
        return new Parsed(node, new Span(start, scanner.position(), List.of()));
    }

    private Parsed word(String word, JsonNode node, int start) throws Json5Exception {
        if (!scanner.word(word)) {
            throw scanner.expected("a value (" + word + ", a number, a string in quotes, { or [)");
        }
        return leaf(node, start);
    }

    private Parsed object(int start, int depth) throws Json5Exception {
        ObjectNode node = Json.object();
        List<Span.Entry> entries = new ArrayList<>();
        scanner.advance();
        while (true) {
            scanner.skipBlank();
            if (scanner.take('}')) {
                return new Parsed(node, new Span(start, scanner.position(), entries));
            }
            int keyStart = scanner.position();
            String key = scanner.key();
            scanner.skipBlank();
            if (!scanner.take(':')) {
                throw scanner.expected("':' after the key \"" + shown(key) + "\"");
            }
            Parsed value = value(depth + 1);
            node.set(key, value.node());
            entries.add(new Span.Entry(key, keyStart, value.span()));
            separator('}');
        }
    }

    private Parsed array(int start, int depth) throws Json5Exception {
        ArrayNode node = Json.array();
        List<Span.Entry> entries = new ArrayList<>();
        scanner.advance();
        while (true) {
            scanner.skipBlank();
            if (scanner.take(']')) {
                return new Parsed(node, new Span(start, scanner.position(), entries));
            }
            Parsed value = value(depth + 1);
            entries.add(new Span.Entry(Integer.toString(node.size()), value.span().start(), value.span()));
            node.add(value.node());
            separator(']');
        }
    }

    /** Takes the comma; leaves a closing bracket for the loop to see. */
    private void separator(char close) throws Json5Exception {
        scanner.skipBlank();
        if (!scanner.take(',') && scanner.peek() != close) {
            throw scanner.expected("',' or '" + close + "'");
        }
    }

    private static String shown(String key) {
        return key.length() > 60 ? key.substring(0, 60) + "…" : key;
    }
}
