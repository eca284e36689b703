package org.openclaw.appliance.linux.systemd;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.openclaw.appliance.platform.CommandRunner;
import org.openclaw.appliance.platform.CommandRunner.Output;
import org.openclaw.appliance.platform.ServiceException;

/** Talks to systemd through systemctl(1) and puts its refusals into sentences. Thread-safe. */
final class Systemctl {

    private static final Pattern VERSION = Pattern.compile("systemd (\\d{1,6})");
    private static final Pattern UNREACHABLE = Pattern.compile(
            "failed to connect to (?:bus|.*scope bus)|no medium found|failed to get d-bus connection|dbus_session_bus_address"
                    + "|transport endpoint|host is down",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern DENIED = Pattern.compile(
            "access denied|permission denied|authentication (?:is )?required|interactive authentication|not authorized",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern MISSING =
            Pattern.compile("unit \\S+ (?:could )?not (?:be )?(?:found|loaded)|no such file|does not exist|not found\\.");
    private static final int LONGEST_REFUSAL = 400;

    private final CommandRunner questions;
    private final CommandRunner jobs;
    private final UserSession session;

    /**
     * @param questions for what is answered at once
     * @param jobs for what takes as long as a service takes to start and stop; its text includes what goes to standard error
     */
    Systemctl(CommandRunner questions, CommandRunner jobs, UserSession session) {
        this.questions = questions;
        this.jobs = jobs;
        this.session = session;
    }

    /** systemd's version; 0 where its tools are not installed. */
    int version() {
        Optional<Output> answer = questions.run(List.of("systemctl", "--version"));
        Matcher version = VERSION.matcher(answer.map(Output::text).orElse(""));
        return version.find() ? Integer.parseInt(version.group(1)) : 0;
    }

    boolean reaches(Manager manager) {
        return !ask(manager, List.of("show", "--property=Version")).isEmpty();
    }

    /** Properties of a unit; empty where the manager can't be reached. A unit that isn't there has properties too. */
    Map<String, String> show(Manager manager, String unit, String properties) {
        return properties(ask(manager, List.of("show", "--property=" + properties, "--", unit)));
    }

    /** The ones among the units, by their first names, that run, start or stop. */
    Set<String> active(Manager manager, List<String> units) {
        Set<String> active = new HashSet<>();
        if (units.isEmpty()) {
            return active;
        }
        List<String> question = new ArrayList<>(List.of("show", "--property=Id,ActiveState", "--"));
        question.addAll(units);
        for (String block : ask(manager, question).split("\n\\s*\n")) {
            Map<String, String> properties = properties(block);
            String state = properties.getOrDefault("ActiveState", "inactive");
            if (!state.equals("inactive") && !state.equals("failed")) {
                active.add(properties.getOrDefault("Id", ""));
            }
        }
        return active;
    }

    private String ask(Manager manager, List<String> question) {
        return questions
                .run(command(manager, question))
                .filter(answer -> answer.exitStatus() == 0)
                .map(Output::text)
                .orElse("");
    }

    /** Reads {@code Key=value} lines. */
    private static Map<String, String> properties(String shown) {
        Map<String, String> values = new HashMap<>();
        shown.lines().forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0) {
                values.put(line.substring(0, equals), line.substring(equals + 1).strip());
            }
        });
        return values;
    }

    /** Has the manager do something and waits until it is done. @throws ServiceException with its refusal as a sentence */
    void tell(Manager manager, String... order) throws ServiceException, InterruptedException {
        List<String> words = List.of(order);
        Optional<Output> answer = jobs.run(command(manager, words));
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        String line = "systemctl " + manager.option() + " " + String.join(" ", words);
        if (answer.isEmpty()) {
            throw new ServiceException(
                    version() == 0
                            ? "systemctl is not installed; this system is not run by systemd"
                            : "systemd has not finished `" + line + "` in time; see `" + manager.systemctl() + " list-jobs`");
        }
        if (answer.get().exitStatus() != 0) {
            throw new ServiceException(refusal(manager, line, answer.get().text()));
        }
    }

    /** As {@link #tell} where it doesn't matter whether it succeeds. */
    void tryTell(Manager manager, String... order) throws InterruptedException {
        jobs.run(command(manager, List.of(order)));
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /** Why the manager can't be reached, as a sentence. */
    String unreachable(Manager manager) {
        return manager == Manager.USER
                ? "the systemd manager of this user can't be reached: " + session.hint()
                : "systemd can't be reached; this system was not started by it, or this is a container without it";
    }

    private String refusal(Manager manager, String line, String text) {
        if (text.contains("not been booted with systemd") || UNREACHABLE.matcher(text).find()) {
            return unreachable(manager);
        }
        if (DENIED.matcher(text).find()) {
            return "systemd lets only root do this: run it with sudo, or `sudo " + line.replace(" --system", "") + "`";
        }
        if (MISSING.matcher(text).find()) {
            return "systemd knows no such service; install it with `openclaw gateway install` (" + shortened(text) + ")";
        }
        return "`" + line + "` failed: " + shortened(text);
    }

    private static String shortened(String text) {
        String line = text.replaceAll("\\s+", " ").replaceAll("\\p{Cntrl}", "").strip();
        if (line.isEmpty()) {
            return "systemd says nothing about the reason";
        }
        return line.length() <= LONGEST_REFUSAL ? line : line.substring(0, LONGEST_REFUSAL) + "…";
    }

    private List<String> command(Manager manager, List<String> words) {
        List<String> prefix = manager == Manager.USER ? session.prefix() : List.of();
        List<String> options = List.of("systemctl", manager.option(), "--no-pager", "--no-ask-password");
        return Stream.of(prefix, options, words).flatMap(List::stream).toList();
    }
}
