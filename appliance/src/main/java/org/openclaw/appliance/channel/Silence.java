package org.openclaw.appliance.channel;

import java.util.Locale;

/** Answers that mean "nothing to say", by which an agent keeps quiet. */
public final class Silence {

    /** Most characters that may stand beside {@value #ALL_WELL} for the answer still to mean that. */
    public static final int MOST_BESIDE = 300;

    private static final String NO_REPLY = "NO_REPLY";
    private static final String ALL_WELL = "HEARTBEAT_OK";

    private Silence() {}

    /** Whether a text is nothing but the word for silence, in any case. */
    public static boolean isMeant(String text) {
        return bare(text).toUpperCase(Locale.ROOT).equals(NO_REPLY);
    }

    /**
     * What an answer to a heartbeat has to tell: nothing where it says that all is well, at its start or end and with no more
     * than {@value #MOST_BESIDE} characters beside; else the text without that word.
     */
    public static String alert(String text) {
        String said = text.strip();
        if (said.isEmpty() || isMeant(said)) {
            return "";
        }
        String rest = without(said);
        boolean allWell = rest.length() != said.length();
        return allWell && rest.length() <= MOST_BESIDE ? "" : rest;
    }

    private static String without(String said) {
        String plain = unwrapped(said);
        if (plain.startsWith(ALL_WELL)) {
            return plain.substring(ALL_WELL.length()).strip();
        }
        String end = trailed(plain);
        return end.endsWith(ALL_WELL) ? end.substring(0, end.length() - ALL_WELL.length()).strip() : said;
    }

    private static String bare(String text) {
        return trailed(unwrapped(text.strip()));
    }

    // Models like to set such words in bold type or as code.
    private static String unwrapped(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && "*`_\"".indexOf(text.charAt(from)) >= 0 && "*`_\"".indexOf(text.charAt(to - 1)) >= 0) {
            from++;
            to--;
        }
        return text.substring(from, Math.max(from, to)).strip();
    }

    private static String trailed(String text) {
        int to = text.length();
        while (to > 0 && ".!".indexOf(text.charAt(to - 1)) >= 0) {
            to--;
        }
        return text.substring(0, to);
    }
}
