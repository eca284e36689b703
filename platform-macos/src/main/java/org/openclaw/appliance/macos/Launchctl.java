package org.openclaw.appliance.macos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openclaw.appliance.platform.CommandRunner;
import org.openclaw.appliance.platform.ServiceSupervisor.State;

/**
 * The launchctl(1) calls that are made, each with a deadline. What it prints is no promised format, so only exit statuses
 * and the state, pid and path of {@code print} are read, and anything unexpected means "unknown". Thread-safe.
 */
final class Launchctl {

    /** {@code bootstrap}: the job is loaded already, is disabled, or its file can't be used (EIO). */
    static final int REFUSED = 5;

    /** {@code bootout}: no such job (ESRCH). */
    static final int NOT_LOADED = 3;

    /** {@code bootstrap}, {@code bootout}: the operation has begun, or is going on already (EINPROGRESS, EALREADY). */
    static final int IN_PROGRESS = 36;

    static final int ALREADY_IN_PROGRESS = 37;

    /** {@code bootstrap}: the domain doesn't take it, because nobody is logged in at the desktop. */
    static final int NO_SUCH_DOMAIN = 125;

    /** {@code print}: could not find the service. */
    private static final int UNKNOWN_SERVICE = 113;

    private static final Duration ASKING = Duration.ofSeconds(5);
    private static final Duration CHANGING = Duration.ofSeconds(30);

    private static final Pattern STATE = Pattern.compile("(?m)^\\s*state = ([a-z ]+)$");
    private static final Pattern PID = Pattern.compile("(?m)^\\s*pid = (\\d{1,10})$");

    private final String program;
    private final CommandRunner ask;
    private final CommandRunner change;

    /** @param ask runs what only looks; {@code change} runs what may take the job's time to end */
    Launchctl(String program, CommandRunner ask, CommandRunner change) {
        this.program = program;
        this.ask = ask;
        this.change = change;
    }

    static Launchctl at(String program) {
        return new Launchctl(program, CommandRunner.within(ASKING), CommandRunner.within(CHANGING));
    }

    String program() {
        return program;
    }

    /** What launchd knows of a job. */
    sealed interface Job {

        /** It is registered. Its state is empty where the text can't be read. */
        record Loaded(Optional<State> state) implements Job {}

        /** launchd says that there is none. */
        record Absent() implements Job {}

        /** launchd could not be asked, or answered something else. */
        record Unknown() implements Job {}
    }

    Job print(String target) {
        return ask.run(List.of(program, "print", target))
                .map(output -> switch (output.exitStatus()) {
                    case 0 -> new Job.Loaded(parse(output.text()));
                    case UNKNOWN_SERVICE -> new Job.Absent();
                    default -> new Job.Unknown();
                })
                .orElse(new Job.Unknown());
    }

    /** The service's own lines come before those of its endpoints, so the first of each kind counts. */
    static Optional<State> parse(String printed) {
        Matcher state = STATE.matcher(printed);
        if (!state.find()) {
            return Optional.empty();
        }
        Matcher pid = PID.matcher(printed);
        String word = state.group(1).strip();
        return Optional.of(new State(word.equals("running"), pid.find() ? Long.parseLong(pid.group(1)) : 0, word));
    }

    /** Whether the label was disabled, which outlives bootout and restarts. */
    boolean isDisabled(String domain, String label) {
        Pattern line = Pattern.compile("(?m)^\\s*\"" + Pattern.quote(label) + "\" => (disabled|true)$");
        return ask.run(List.of(program, "print-disabled", domain))
                .filter(output -> line.matcher(output.text()).find())
                .isPresent();
    }

    /** @return the exit status, or empty where the command could not be run or took too long; so for all below */
    OptionalInt bootstrap(String domain, String plist) {
        return change("bootstrap", domain, plist);
    }

    OptionalInt bootout(String target) {
        return change("bootout", target);
    }

    OptionalInt enable(String target) {
        return change("enable", target);
    }

    OptionalInt disable(String target) {
        return change("disable", target);
    }

    OptionalInt kickstart(String target) {
        return change("kickstart", target);
    }

    /** Ends the running process first. Does not read the definition again. */
    OptionalInt kickstartKilling(String target) {
        return change("kickstart", "-k", target);
    }

    private OptionalInt change(String... words) {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(words));
        return change.run(command).map(output -> OptionalInt.of(output.exitStatus())).orElse(OptionalInt.empty());
    }
}
