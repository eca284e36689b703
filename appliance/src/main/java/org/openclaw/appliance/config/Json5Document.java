package org.openclaw.appliance.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** A parsed JSON5 text: its tree and the place of every value. Immutable as long as nobody changes the tree. */
record Json5Document(String text, JsonNode root, Span span) {

    /** The span of the value at the path; null if there is none. */
    Span at(List<String> path) {
        Span current = span;
        for (String key : path) {
            Span.Entry entry = current.entry(key);
            if (entry == null) {
                return null;
            }
            current = entry.value();
        }
        return current;
    }

    /** How many leading keys of the path exist. */
    int depth(List<String> path) {
        Span current = span;
        for (int i = 0; i < path.size(); i++) {
            Span.Entry entry = current.entry(path.get(i));
            if (entry == null) {
                return i;
            }
            current = entry.value();
        }
        return path.size();
    }

    /** Where the key of the path stands, or of the nearest ancestor that exists. */
    int offset(List<String> path) {
        Span current = span;
        int offset = span.start();
        for (String key : path) {
            Span.Entry entry = current.entry(key);
            if (entry == null) {
                return offset;
            }
            offset = entry.keyStart();
            current = entry.value();
        }
        return offset;
    }

    /** 1-based line of a character. */
    int line(int offset) {
        int line = 1;
        for (int i = 0; i < offset; i++) {
            if (text.charAt(i) == '\n') {
                line++;
            }
        }
        return line;
    }

    /** 1-based column of a character. */
    int column(int offset) {
        return offset - (text.lastIndexOf('\n', offset - 1) + 1) + 1;
    }
}
