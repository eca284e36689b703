package org.openclaw.appliance.provider;

import java.io.IOException;

/** The pieces of an answer as they arrive: each the text of one JSON object, or a word that marks the end. */
interface Pieces {

    /** Longest line, in bytes. */
    int MAX_LINE = 1024 * 1024;

    /** Longest stream, in bytes. */
    int MAX_TOTAL = 32 * 1024 * 1024;

    /** The stream breaks a bound; the message says how, as {@code is endless}. */
    final class BrokenException extends IOException {
        BrokenException(String message) {
            super(message);
        }
    }

    /** The next piece; null at the end. */
    String next() throws IOException;
}
