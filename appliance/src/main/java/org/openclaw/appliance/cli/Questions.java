package org.openclaw.appliance.cli;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Asks whoever sits at standard input, line by line, with nothing but text: it works over SSH and on a serial line. Without
 * a terminal the answers come from a file or a pipe.
 */
final class Questions {

    private static final int LONGEST_LINE = 64 * 1024;

    private final InputStream input;
    private final boolean console;

    private Questions(InputStream input, boolean console) {
        this.input = input;
        this.console = console;
    }

    /** The standard input of this process. */
    static Questions standard() {
        return new Questions(new FileInputStream(FileDescriptor.in), true);
    }

    /** Another source of answers, shown to nobody. */
    static Questions of(InputStream input) {
        return new Questions(input, false);
    }

    /** Asks for a line. @return empty at the end of the input */
    Optional<String> ask(Terminal terminal, String question) throws CommandException {
        terminal.err(question);
        return line();
    }

    /** Asks for a line and takes an empty one, or the end, for the default. */
    String ask(Terminal terminal, String question, String whenEmpty) throws CommandException {
        String shown = whenEmpty.isEmpty() ? question : question + " [" + whenEmpty + "]";
        return ask(terminal, shown).filter(answer -> !answer.isEmpty()).orElse(whenEmpty);
    }

    /** Asks a question whose answer is no unless somebody says yes. */
    boolean agreed(Terminal terminal, String question) throws CommandException {
        String answer = ask(terminal, question + " [y/N]", "n");
        return answer.equalsIgnoreCase("y") || answer.equalsIgnoreCase("yes");
    }

    /** Asks for a line that isn't shown while it is typed. */
    Optional<String> secret(Terminal terminal, String question) throws CommandException {
        Console here = console ? System.console() : null;
        if (here == null || !here.isTerminal()) {
            return ask(terminal, question);
        }
        char[] typed = here.readPassword("%s ", question);
        return Optional.ofNullable(typed).map(String::valueOf);
    }

    /** All of the input. @throws CommandException when it is longer than so many bytes */
    String whole(int most) throws CommandException {
        try {
            byte[] bytes = input.readNBytes(most + 1);
            if (bytes.length > most) {
                throw CommandException.usage("the value is longer than " + most + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw CommandException.failed("standard input can't be read: " + e.getMessage());
        }
    }

    // Byte by byte: what follows the line belongs to the next question.
    private Optional<String> line() throws CommandException {
        byte[] bytes = new byte[LONGEST_LINE];
        int length = 0;
        try {
            int next = input.read();
            if (next < 0) {
                return Optional.empty();
            }
            while (next >= 0 && next != '\n') {
                if (length == LONGEST_LINE) {
                    throw CommandException.usage("that line is longer than " + LONGEST_LINE + " bytes");
                }
                bytes[length++] = (byte) next;
                next = input.read();
            }
        } catch (IOException e) {
            throw CommandException.failed("standard input can't be read: " + e.getMessage());
        }
        return Optional.of(new String(bytes, 0, length, StandardCharsets.UTF_8).strip());
    }
}
