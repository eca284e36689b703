package org.openclaw.appliance.approval;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes a shell command apart into the programs it starts, as far as that can be said from the text alone: simple commands of
 * literal words, joined by {@code && || ; |} and line ends. Whatever the shell would work out itself (variables, substitution,
 * redirection, subshells, background jobs, globs in the program's name) makes it unknown. See POSIX.1-2024 §2.
 */
final class ShellWords {

    private static final String UNKNOWN = "`$&<>(){}#!^";
    private static final int MOST_CHARS = 16 * 1024;

    private final String text;
    private final List<List<String>> commands = new ArrayList<>();
    private List<String> words = new ArrayList<>();
    private StringBuilder word;
    private int at;

    private ShellWords(String text) {
        this.text = text;
    }

    /** @return the words of each simple command, or empty when the text doesn't tell */
    static Optional<List<List<String>>> split(String command) {
        if (command.length() > MOST_CHARS) {
            return Optional.empty();
        }
        ShellWords words = new ShellWords(command);
        return words.read() ? Optional.of(words.commands) : Optional.empty();
    }

    private boolean read() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\'') {
                if (!single()) {
                    return false;
                }
            } else if (c == '"') {
                if (!doubled()) {
                    return false;
                }
            } else if (c == '\\') {
                if (at + 1 >= text.length() || text.charAt(at + 1) == '\n') {
                    return false;
                }
                add(text.charAt(at + 1));
                at += 2;
            } else if (c == ' ' || c == '\t') {
                endWord();
                at++;
            } else if (!operator(c)) {
                return false;
            }
        }
        return endCommand() && !commands.isEmpty();
    }

    // True when the character was dealt with.
    private boolean operator(char c) {
        if (text.startsWith("&&", at) || text.startsWith("||", at)) {
            at += 2;
            return endCommand();
        }
        if (c == ';' || c == '|' || c == '\n') {
            at++;
            return endCommand();
        }
        // A word that begins with ~ is the shell's to expand, and a control character nobody would notice in a question.
        if (UNKNOWN.indexOf(c) >= 0 || c < ' ' || (c == '~' && word == null)) {
            return false;
        }
        add(c);
        at++;
        return true;
    }

    private boolean single() {
        int end = text.indexOf('\'', at + 1);
        if (end < 0) {
            return false;
        }
        add(text.substring(at + 1, end));
        at = end + 1;
        return true;
    }

    private boolean doubled() {
        add("");
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                return true;
            }
            if (c == '$' || c == '`' || c == '!') {
                return false;
            }
            if (c == '\\' && at + 1 < text.length() && "\"\\".indexOf(text.charAt(at + 1)) >= 0) {
                at++;
                add(text.charAt(at));
            } else {
                add(c);
            }
        }
        return false;
    }

    private void add(char c) {
        add(String.valueOf(c));
    }

    private void add(String part) {
        if (word == null) {
            word = new StringBuilder();
        }
        word.append(part);
    }

    private void endWord() {
        if (word != null) {
            words.add(word.toString());
            word = null;
        }
    }

    // A program's name must be a plain one: no assignment before it, no glob in it, no word of the shell's own grammar.
    private boolean endCommand() {
        endWord();
        if (words.isEmpty()) {
            return at >= text.length();
        }
        String program = words.getFirst();
        if (program.isEmpty() || program.indexOf('=') >= 0 || program.indexOf('*') >= 0 || program.indexOf('?') >= 0
                || program.indexOf('[') >= 0 || isGrammar(program)) {
            return false;
        }
        commands.add(words);
        words = new ArrayList<>();
        return true;
    }

    private static boolean isGrammar(String word) {
        return switch (word) {
            case "if", "then", "else", "elif", "fi", "do", "done", "case", "esac", "while", "until", "for", "in", "function",
                    "select", "time", "coproc", ".", "source", "eval", "exec", "command", "builtin", "trap", "alias",
                    "export", "set", "shopt", "hash", "enable" -> true;
            default -> false;
        };
    }
}
