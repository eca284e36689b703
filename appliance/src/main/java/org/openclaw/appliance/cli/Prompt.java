package org.openclaw.appliance.cli;

import java.io.ByteArrayOutputStream;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Asks a person questions, a line each, without moving the cursor: good for a serial line, too. */
final class Prompt {

    private static final int MOST_TRIES = 5;
    private static final int LONGEST = 4_096;

    /** Where answers come from. */
    interface Answers {

        /** The next line, without its end; null when there is none. */
        String next() throws IOException;

        /** As {@link #next()}, not shown while it is typed where that can be done. */
        default String nextSecret() throws IOException {
            return next();
        }
    }

    private final Terminal terminal;
    private final Answers answers;

    Prompt(Terminal terminal, Answers answers) {
        this.terminal = terminal;
        this.answers = answers;
    }

    /** Standard input, read no further than to the end of a line: what follows may be for the console. */
    static Answers standardInput() {
        InputStream in = new FileInputStream(FileDescriptor.in);
        return new Answers() {
            @Override
            public String next() throws IOException {
                ByteArrayOutputStream line = new ByteArrayOutputStream();
                int one = in.read();
                if (one < 0) {
                    return null;
                }
                for (; one >= 0 && one != '\n' && line.size() < LONGEST; one = in.read()) {
                    line.write(one);
                }
                return line.toString(StandardCharsets.UTF_8);
            }

            @Override
            public String nextSecret() throws IOException {
                Console console = System.console();
                if (console == null || !console.isTerminal()) {
                    return next();
                }
                char[] typed = console.readPassword();
                return typed == null ? null : new String(typed);
            }
        };
    }

    /** An answer; {@code whenEmpty} for a mere Enter. */
    String line(String question, String whenEmpty) throws CommandException {
        return line(question, whenEmpty, answer -> true, "");
    }

    /** An answer that fits; asks again, with a hint, where one doesn't. */
    String line(String question, String whenEmpty, Predicate<String> fits, String hint) throws CommandException {
        for (int i = 0; i < MOST_TRIES; i++) {
            terminal.out(question + (whenEmpty.isEmpty() ? "" : " [" + whenEmpty + "]") + ":");
            String answer = read(answers::next).strip();
            String meant = answer.isEmpty() ? whenEmpty : answer;
            if (!meant.isEmpty() && fits.test(meant)) {
                return meant;
            }
            terminal.out(meant.isEmpty() ? "  An answer is needed here." : "  " + hint);
        }
        throw brokenOff();
    }

    boolean yes(String question, boolean whenEmpty) throws CommandException {
        String answer = line(
                question + " (yes/no)", whenEmpty ? "yes" : "no", text -> isYes(text) || isNo(text), "Please say yes or no.");
        return isYes(answer);
    }

    private static boolean isYes(String text) {
        return text.equalsIgnoreCase("y") || text.equalsIgnoreCase("yes");
    }

    private static boolean isNo(String text) {
        return text.equalsIgnoreCase("n") || text.equalsIgnoreCase("no");
    }

    /** The number of the chosen one, from 0. */
    int choice(String question, List<String> choices, int whenEmpty) throws CommandException {
        terminal.out(question);
        for (int i = 0; i < choices.size(); i++) {
            terminal.out("  " + (i + 1) + ") " + choices.get(i));
        }
        String answer = line("Number", Integer.toString(whenEmpty + 1),
                text -> text.matches("[1-9][0-9]?") && Integer.parseInt(text) <= choices.size(),
                "Please type one of the numbers.");
        return Integer.parseInt(answer) - 1;
    }

    /** A secret, not shown while it is typed where the terminal can do that; empty for a mere Enter. */
    Optional<String> secret(String question) throws CommandException {
        terminal.out(question + ":");
        return Optional.of(read(answers::nextSecret).strip()).filter(text -> !text.isEmpty());
    }

    /** One way to get an answer. */
    private interface Source {
        String read() throws IOException;
    }

    private static String read(Source source) throws CommandException {
        try {
            String answer = source.read();
            if (answer == null) {
                throw brokenOff();
            }
            return answer;
        } catch (IOException e) {
            throw brokenOff();
        }
    }

    private static CommandException brokenOff() {
        return CommandException.failed("no answer; nothing was written", "Without questions: `openclaw setup --non-interactive`.");
    }
}
