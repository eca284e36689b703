package org.openclaw.appliance.channel;

import java.util.ArrayList;
import java.util.List;

/** Cuts a text that is too long for one message into several, where a reader would pause. */
public final class TextChunks {

    private static final String FENCE = "```";

    private TextChunks() {}

    /**
     * Cuts at the last empty line, else line end, else sentence end, else space in the second half of what fits. A block of
     * code that is cut is closed and opened anew.
     *
     * @param most characters of a piece, at least 64
     * @return at least one piece; none longer than that
     */
    public static List<String> of(String text, int most) {
        List<String> chunks = new ArrayList<>();
        String rest = text;
        // Room for closing a block of code.
        int room = most - FENCE.length() - 1;
        while (rest.length() > most) {
            int cut = cut(rest, room);
            String piece = rest.substring(0, cut).stripTrailing();
            rest = rest.substring(cut).replaceFirst("^\\s*\\n", "").stripTrailing();
            String opened = openFence(piece);
            if (opened != null) {
                piece += "\n" + FENCE;
                rest = opened + "\n" + rest;
            }
            chunks.add(piece);
        }
        if (!rest.isBlank() || chunks.isEmpty()) {
            chunks.add(rest);
        }
        return chunks;
    }

    private static int cut(String text, int room) {
        int least = room / 2;
        for (String pause : List.of("\n\n", "\n", ". ", " ")) {
            int at = text.lastIndexOf(pause, room - pause.length());
            if (at >= least) {
                return at + pause.length();
            }
        }
        // Never through the middle of a character.
        return Character.isHighSurrogate(text.charAt(room - 1)) ? room - 1 : room;
    }

    /** The line that opened the block of code the text ends in, or null where it ends outside of any. */
    private static String openFence(String text) {
        String opened = null;
        for (String line : text.split("\n", -1)) {
            if (line.startsWith(FENCE)) {
                opened = opened == null ? line.length() <= 24 ? line : FENCE : null;
            }
        }
        return opened;
    }
}
