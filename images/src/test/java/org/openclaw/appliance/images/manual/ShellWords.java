package org.openclaw.appliance.images.manual;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits lines for a shell into simple commands and their words, as far as a manual needs it: quotes, comments, continued
 * lines, lists, pipes and command substitutions. {@code <placeholders>} are words.
 */
final class ShellWords {

    private static final String ENDS_A_COMMAND = "\n;|&()";

    private final String text;
    private final List<List<String>> commands = new ArrayList<>();
    private List<String> words = new ArrayList<>();
    private StringBuilder word;
    private int at;

    private ShellWords(String text) {
        this.text = text;
    }

    /** Every command; assignments before it, {@code sudo} and the program's folder are left out. */
    static List<List<String>> commands(String text) {
        ShellWords shell = new ShellWords(text);
        shell.split();
        return shell.commands;
    }

    private void split() {
        while (at < text.length()) {
            char c = text.charAt(at++);
            switch (c) {
                case '\'' -> quoted('\'');
                case '"' -> quoted('"');
                case '\\' -> escaped();
                case '#' -> comment();
                case ' ' -> endWord();
                case '>' -> endCommand();
                default -> {
                    if (ENDS_A_COMMAND.indexOf(c) >= 0) {
                        endCommand();
                    } else if (c == '<') {
                        placeholder();
                    } else {
                        put(c);
                    }
                }
            }
        }
        endCommand();
    }

    private void quoted(char quote) {
        word = word == null ? new StringBuilder() : word;
        while (text.charAt(at) != quote) {
            word.append(text.charAt(at++));
        }
        at++;
    }

    private void escaped() {
        char c = text.charAt(at++);
        if (c != '\n') {
            put(c);
        }
    }

    private void comment() {
        if (word != null) {
            put('#');
            return;
        }
        while (at < text.length() && text.charAt(at) != '\n') {
            at++;
        }
    }

    private void placeholder() {
        int end = text.indexOf('>', at);
        boolean named = end > at && text.substring(at, end).chars().allMatch(Character::isLetter);
        if (!named) {
            endCommand();
            return;
        }
        text.substring(at - 1, end + 1).chars().forEach(c -> put((char) c));
        at = end + 1;
    }

    private void put(char c) {
        word = word == null ? new StringBuilder() : word;
        word.append(c);
    }

    private void endWord() {
        if (word != null) {
            boolean leading = words.isEmpty();
            String done = word.toString();
            word = null;
            if (!leading) {
                words.add(done);
            } else if (!done.equals("sudo") && !done.matches("[A-Z_]+=.*")) {
                words.add(done.substring(done.lastIndexOf('/') + 1));
            }
        }
    }

    private void endCommand() {
        endWord();
        if (!words.isEmpty()) {
            commands.add(words);
            words = new ArrayList<>();
        }
    }
}
