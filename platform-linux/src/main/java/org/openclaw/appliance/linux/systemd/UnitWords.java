package org.openclaw.appliance.linux.systemd;

import java.util.ArrayList;
import java.util.List;

/** Splits a setting's value into words as systemd does: white space, two kinds of quotes, backslashes (systemd.syntax(7)). */
final class UnitWords {

    private static final String ESCAPED = "abfnrtvs";
    private static final String MEANT = "\u0007\b\f\n\r\t\u000b ";

    private final String text;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean inWord;
    private char quote;

    private UnitWords(String text) {
        this.text = text;
    }

    /** The words without their quotes; {@code %%} is one per cent sign, other specifiers stay as they are. */
    static List<String> split(String text) {
        UnitWords splitting = new UnitWords(text);
        splitting.run();
        return splitting.words;
    }

    private void run() {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                i++;
                add(unescaped(text.charAt(i)));
            } else if (quote != 0 && c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
                inWord = true;
            } else if (quote == 0 && Character.isWhitespace(c)) {
                finish();
            } else {
                if (c == '%' && i + 1 < text.length() && text.charAt(i + 1) == '%') {
                    i++;
                }
                add(c);
            }
        }
        finish();
    }

    private static char unescaped(char c) {
        int known = ESCAPED.indexOf(c);
        return known < 0 ? c : MEANT.charAt(known);
    }

    private void add(char c) {
        word.append(c);
        inWord = true;
    }

    private void finish() {
        if (inWord) {
            words.add(word.toString());
        }
        word.setLength(0);
        inWord = false;
    }
}
