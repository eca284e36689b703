package org.openclaw.appliance.config;

import java.nio.file.Path;
import java.util.List;

/**
 * One thing wrong with the configuration, for the person who edits it.
 *
 * @param path the dotted path, {@code <root>} for the document itself
 * @param message what is wrong and what was expected; never a secret's value
 * @param allowed the values the key accepts where they are a closed set, else empty
 * @param file the file it stands in; null when it comes from no file
 * @param line 1-based; 0 when unknown
 * @param column 1-based, in UTF-16 units; 0 when unknown
 */
public record Problem(String path, String message, List<String> allowed, Path file, int line, int column) {

    /** The path of the document itself. */
    public static final String ROOT = "<root>";

    public Problem {
        allowed = List.copyOf(allowed);
    }

    static Problem of(String path, String message) {
        return new Problem(path.isEmpty() ? ROOT : path, message, List.of(), null, 0, 0);
    }

    /** {@code file:line:column: path: message}, with what is known. */
    public String text() {
        String where = file == null ? "" : line > 0 ? file + ":" + line + ":" + column + ": " : file + ": ";
        return where + path + ": " + message;
    }
}
