package org.openclaw.appliance.windows;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.openclaw.appliance.platform.CommandRunner;
import org.openclaw.appliance.platform.CommandRunner.Output;

/**
 * The programs that are run, each with a deadline. {@code sc.exe} exits with the Win32 error; what it and {@code reg.exe}
 * print is translated, so only values and names are read. Thread-safe.
 */
final class WindowsTools {

    static final int ACCESS_DENIED = 5;
    static final int ALREADY_RUNNING = 1056;
    static final int NO_SUCH_SERVICE = 1060;
    static final int NOT_ACTIVE = 1062;
    static final int MARKED_FOR_DELETE = 1072;

    private static final Duration ASKING = Duration.ofSeconds(5);
    private static final Duration CHANGING = Duration.ofSeconds(60);

    private final CommandRunner ask;
    private final CommandRunner change;

    /** @param ask runs what only looks; {@code change} runs what changes something */
    WindowsTools(CommandRunner ask, CommandRunner change) {
        this.ask = ask;
        this.change = change;
    }

    static WindowsTools real() {
        return new WindowsTools(CommandRunner.within(ASKING), CommandRunner.within(CHANGING));
    }

    /** What a command prints; empty where it can't be run or takes too long. */
    Optional<Output> ask(String program, String... words) {
        return ask.run(command(program, List.of(words)));
    }

    /** A command's exit status; empty where it can't be run or takes too long. */
    OptionalInt change(String program, List<String> words) {
        return change.run(command(program, words))
                .map(output -> OptionalInt.of(output.exitStatus()))
                .orElse(OptionalInt.empty());
    }

    OptionalInt change(String program, String... words) {
        return change(program, List.of(words));
    }

    static boolean isFine(OptionalInt status) {
        return status.isPresent() && status.getAsInt() == 0;
    }

    /** A status for people. */
    static String outcome(OptionalInt status) {
        if (status.isEmpty()) {
            return "no answer in time";
        }
        return switch (status.getAsInt()) {
            case ACCESS_DENIED -> "access denied; open a terminal with \"Run as administrator\" and try again";
            case MARKED_FOR_DELETE -> "the service is marked for deletion; close the Services window and Task Manager, and try "
                    + "again";
            default -> "error " + status.getAsInt();
        };
    }

    private static List<String> command(String program, List<String> words) {
        List<String> command = new ArrayList<>();
        command.add(program);
        command.addAll(words);
        return command;
    }
}
