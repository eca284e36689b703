package org.openclaw.appliance.config;

/** The text isn't JSON5. The message says what was expected. */
public final class Json5Exception extends Exception {

    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;

    Json5Exception(String message, int line, int column) {
        super(message, null, false, false);
        this.line = line;
        this.column = column;
    }

    /** 1-based. */
    public int line() {
        return line;
    }

    /** 1-based, in UTF-16 units. */
    public int column() {
        return column;
    }
}
