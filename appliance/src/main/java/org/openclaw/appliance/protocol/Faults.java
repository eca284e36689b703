package org.openclaw.appliance.protocol;

import java.util.ArrayList;
import java.util.List;

/** What is wrong with a document, in the words of the wire, as far as it was found. Not thread-safe. */
final class Faults {

    /** Most faults named of one document. */
    static final int MOST = 8;

    private final List<String> texts = new ArrayList<>();

    void add(String path, String text) {
        if (texts.size() < MOST) {
            String shown = path.length() > 200 ? path.substring(0, 200) + "…" : path;
            texts.add(shown.isEmpty() ? clip(text) : "at " + shown + ": " + clip(text));
        }
    }

    private static String clip(String text) {
        return text.length() > 300 ? text.substring(0, 300) + "…" : text;
    }

    boolean isEmpty() {
        return texts.isEmpty();
    }

    String text() {
        return String.join("; ", texts.stream().distinct().toList());
    }
}
