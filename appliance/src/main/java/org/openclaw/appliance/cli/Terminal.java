package org.openclaw.appliance.cli;

import org.openclaw.appliance.protocol.Json;

/**
 * Where a command talks to people and programs: results to standard output, everything else to standard error. The same
 * command writes to the terminal of its own JVM, or, run inside the gateway, to the launcher's. Thread-safe as far as the
 * sink is.
 */
public final class Terminal {

    /** Takes finished lines, without line ends. */
    public interface Sink {
        void out(String line);

        void err(String line);

        /** As {@link Terminal#resumeWith}. */
        default void resume(String words) {}
    }

    /**
     * @param colour whether ANSI colours are welcome on standard output
     * @param columns its width
     * @param interactive whether a person sits in front of it
     */
    public record Look(boolean colour, int columns, boolean interactive) {

        /** Narrowest and widest layouts that still read well. */
        static final int LEAST_COLUMNS = 40;

        static final int MOST_COLUMNS = 240;
        public static final Look PLAIN = new Look(false, 80, false);

        public Look {
            columns = Math.clamp(columns, LEAST_COLUMNS, MOST_COLUMNS);
        }
    }

    private final Sink sink;
    private final Look look;

    public Terminal(Sink sink, Look look) {
        this.sink = sink;
        this.look = look;
    }

    public Look look() {
        return look;
    }

    public Terminal withoutColour() {
        return new Terminal(sink, new Look(false, look.columns(), look.interactive()));
    }

    /** A result; line breaks inside make several lines. */
    public void out(String text) {
        text.lines().forEach(sink::out);
        if (text.isEmpty()) {
            sink.out("");
        }
    }

    /** A diagnostic, a hint or progress. */
    public void err(String text) {
        text.lines().forEach(sink::err);
    }

    /** Should this command's process end unasked: what to add to its words, so that it goes on where it was. */
    public void resumeWith(String words) {
        sink.resume(words);
    }

    /** The one document of a {@code --json} run. */
    public void json(Object value) {
        out(Json.pretty(value));
    }

    /** Green where colours are welcome. */
    public String good(String text) {
        return paint("32", text);
    }

    public String bad(String text) {
        return paint("31", text);
    }

    public String strong(String text) {
        return paint("1", text);
    }

    private String paint(String code, String text) {
        return look.colour() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
