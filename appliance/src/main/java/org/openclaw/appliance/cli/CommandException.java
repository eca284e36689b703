package org.openclaw.appliance.cli;

import java.util.List;

/** A command can't do what it was asked. Carries no stack trace: it is an answer to the operator, not a fault. */
public final class CommandException extends Exception {

    private final Exit exit;
    private final List<String> hints;

    private CommandException(Exit exit, String message, List<String> hints) {
        super(message, null, false, false);
        this.exit = exit;
        this.hints = List.copyOf(hints);
    }

    /** The work failed. @param hints what to do next */
    public static CommandException failed(String message, String... hints) {
        return new CommandException(Exit.FAILED, message, List.of(hints));
    }

    /** The command line makes no sense. */
    public static CommandException usage(String message, String... hints) {
        return new CommandException(Exit.USAGE, message, List.of(hints));
    }

    public Exit exit() {
        return exit;
    }

    public List<String> hints() {
        return hints;
    }
}
