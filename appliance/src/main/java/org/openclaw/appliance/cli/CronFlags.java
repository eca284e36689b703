package org.openclaw.appliance.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.OptionalLong;
import org.openclaw.appliance.config.TimeSpan;
import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The flags by which {@code cron add} and {@code cron edit} describe a job. */
final class CronFlags {

    private static final String SPAN = "a span of time such as 90s, 20m, 1h or 1d";

    private CronFlags() {}

    static void describe(CommandSpec spec) {
        for (String[] option : List.of(
                new String[] {"--name", "<name>", "The job's name."},
                new String[] {"--display-name", "<name>", "What people read instead of the name."},
                new String[] {"--description", "<text>", "What it is for."},
                new String[] {"--at", "<when>", "Once: an ISO time (UTC unless it or --tz says otherwise), or a span such as 20m."},
                new String[] {"--every", "<duration>", "Again and again, such as 10m or 1h."},
                new String[] {"--cron", "<expr>", "By a cron expression of five fields, or six with seconds."},
                new String[] {"--tz", "<iana>", "Time zone of --cron and --at, such as Europe/Vienna."},
                new String[] {"--stagger", "<duration>", "Spread a cron job over so much time."},
                new String[] {"--session", "<target>", "main, isolated, current or session:<key>."},
                new String[] {"--session-key", "<key>", "The conversation that current means."},
                new String[] {"--agent", "<id>", "Which agent."},
                new String[] {"--wake", "<mode>", "now or next-heartbeat (default: now)."},
                new String[] {"--system-event", "<text>", "A note for the main session."},
                new String[] {"--message", "<text>", "A turn of the agent with this message."},
                new String[] {"--model", "<ref>", "Model of the turn."},
                new String[] {"--thinking", "<level>", "Thinking level of the turn."},
                new String[] {"--command", "<shell>", "Run a command with sh -lc on the gateway's machine."},
                new String[] {"--command-argv", "<json>", "Run a program: a JSON array of its name and arguments."},
                new String[] {"--command-cwd", "<path>", "Folder of the command."},
                new String[] {"--command-input", "<text>", "What the command reads."},
                new String[] {"--channel", "<channel>", "Where to announce: a channel, or last."},
                new String[] {"--to", "<dest>", "To whom to announce."},
                new String[] {"--account", "<id>", "Which of the channel's accounts announces."},
                new String[] {"--thread-id", "<id>", "Which thread to announce in."},
                new String[] {"--webhook", "<url>", "Post what came of each run there."})) {
            spec.addOption(Options.value(option[0], option[1], option[2]));
        }
        spec.addOption(OptionSpec.builder("--command-env").paramLabel("<KEY=VALUE>").type(List.class).auxiliaryTypes(String.class)
                .arity("1").description("A variable of the command; may be given several times.").build());
        spec.addOption(Options.number("--timeout-seconds", "<n>", "How long a run may take; 0 for no limit of its own."));
        spec.addOption(Options.number("--no-output-timeout-seconds", "<n>", "End a command that writes nothing for so long."));
        spec.addOption(Options.number("--output-max-bytes", "<n>", "How much of a command's output to keep."));
        spec.addOption(Options.flag("--exact", "Don't spread a cron job."));
        spec.addOption(Options.flag("--light-context", "Leave the workspace's files out of the turn."));
        spec.addOption(Options.flag("--announce", "Send what came of each run to a channel."));
        spec.addOption(Options.flag("--deliver", "Same as --announce."));
        spec.addOption(Options.flag("--no-deliver", "Tell nobody what came of a run."));
        spec.addOption(Options.flag("--best-effort-deliver", "A run is fine even where nobody could be told."));
        spec.addOption(Options.flag("--delete-after-run", "Remove the job once it ran well (the default for --at)."));
        spec.addOption(Options.flag("--keep-after-run", "Keep it."));
    }

    static String text(ParseResult args, String name) {
        return args.matchedOptionValue(name, null);
    }

    /** What the flags say of a job besides schedule, payload and delivery. */
    static void common(ParseResult args, ObjectNode job) {
        put(args, job, "--name", "name");
        put(args, job, "--display-name", "displayName");
        put(args, job, "--description", "description");
        put(args, job, "--agent", "agentId");
        put(args, job, "--session", "sessionTarget");
        put(args, job, "--session-key", "sessionKey");
        put(args, job, "--wake", "wakeMode");
        if (args.hasMatchedOption("--delete-after-run")) {
            job.put("deleteAfterRun", true);
        } else if (args.hasMatchedOption("--keep-after-run")) {
            job.put("deleteAfterRun", false);
        }
    }

    private static void put(ParseResult args, ObjectNode node, String option, String name) {
        String value = text(args, option);
        if (value != null) {
            node.put(name, value);
        }
    }

    /** The schedule the flags describe; null where they don't. */
    static ObjectNode schedule(ParseResult args, Clock clock) throws CommandException {
        String at = text(args, "--at");
        String every = text(args, "--every");
        String cron = text(args, "--cron");
        int given = (at == null ? 0 : 1) + (every == null ? 0 : 1) + (cron == null ? 0 : 1);
        if (given > 1) {
            throw CommandException.usage("--at, --every and --cron exclude each other");
        }
        if (at != null) {
            return at(at, text(args, "--tz"), clock);
        }
        if (every != null) {
            return Json.object().put("kind", "every").put("everyMs", span(every, "--every"));
        }
        return cron == null ? null : cron(args, cron);
    }

    /** A schedule in one word or phrase: {@code 20m}, {@code every 1h}, {@code 0 7 * * *}, an ISO time. */
    static ObjectNode schedule(ParseResult args, String phrase, Clock clock) throws CommandException {
        String words = phrase.strip();
        if (words.startsWith("every ")) {
            return Json.object().put("kind", "every").put("everyMs", span(words.substring(6), "every"));
        }
        return words.startsWith("@") || words.contains(" ") ? cron(args, words) : at(words, text(args, "--tz"), clock);
    }

    private static ObjectNode cron(ParseResult args, String expression) throws CommandException {
        ObjectNode schedule = Json.object().put("kind", "cron").put("expr", expression);
        put(args, schedule, "--tz", "tz");
        String stagger = text(args, "--stagger");
        if (args.hasMatchedOption("--exact")) {
            schedule.put("staggerMs", 0);
        } else if (stagger != null) {
            schedule.put("staggerMs", span(stagger, "--stagger"));
        }
        return schedule;
    }

    private static ObjectNode at(String when, String zone, Clock clock) throws CommandException {
        ObjectNode schedule = Json.object().put("kind", "at");
        OptionalLong span = TimeSpan.parse(when.startsWith("+") ? when.substring(1) : when);
        if (span.isPresent()) {
            return schedule.put("at", Instant.ofEpochMilli(clock.millis() + span.getAsLong()).toString());
        }
        try {
            return schedule.put("at", OffsetDateTime.parse(when).toInstant().toString());
        } catch (DateTimeException e) {
            return schedule.put("at", local(when, zone).toString());
        }
    }

    private static Instant local(String when, String zone) throws CommandException {
        try {
            return LocalDateTime.parse(when).atZone(ZoneId.of(zone == null ? "UTC" : zone)).toInstant();
        } catch (DateTimeException e) {
            throw CommandException.usage("a time must be ISO 8601 such as 2027-02-01T16:00:00Z, or " + SPAN
                    + "; a time zone an IANA name such as Europe/Vienna");
        }
    }

    private static long span(String text, String flag) throws CommandException {
        OptionalLong span = TimeSpan.parse(text);
        if (span.isEmpty() || span.getAsLong() == 0) {
            throw CommandException.usage(flag + " must be " + SPAN);
        }
        return span.getAsLong();
    }

    /** What the job does, as far as the flags say; null where they don't. @param message of a turn, or null */
    static ObjectNode payload(ParseResult args, String message) throws CommandException {
        String event = text(args, "--system-event");
        boolean command = args.hasMatchedOption("--command") || args.hasMatchedOption("--command-argv");
        int given = (event == null ? 0 : 1) + (message == null ? 0 : 1) + (command ? 1 : 0);
        if (given > 1) {
            throw CommandException.usage("--system-event, --message and --command exclude each other");
        }
        if (event != null) {
            return Json.object().put("kind", "systemEvent").put("text", event);
        }
        return command ? command(args) : message == null ? null : turn(args, message);
    }

    private static ObjectNode turn(ParseResult args, String message) {
        ObjectNode payload = Json.object().put("kind", "agentTurn").put("message", message);
        put(args, payload, "--model", "model");
        put(args, payload, "--thinking", "thinking");
        number(args, payload, "--timeout-seconds", "timeoutSeconds");
        return args.hasMatchedOption("--light-context") ? payload.put("lightContext", true) : payload;
    }

    private static ObjectNode command(ParseResult args) throws CommandException {
        ObjectNode payload = Json.object().put("kind", "command");
        String shell = text(args, "--command");
        if (shell != null) {
            payload.putArray("argv").add("sh").add("-lc").add(shell);
        } else {
            payload.set("argv", argv(text(args, "--command-argv")));
        }
        put(args, payload, "--command-cwd", "cwd");
        put(args, payload, "--command-input", "input");
        number(args, payload, "--timeout-seconds", "timeoutSeconds");
        number(args, payload, "--no-output-timeout-seconds", "noOutputTimeoutSeconds");
        number(args, payload, "--output-max-bytes", "outputMaxBytes");
        List<String> variables = args.matchedOptionValue("--command-env", List.of());
        if (!variables.isEmpty()) {
            ObjectNode env = payload.putObject("env");
            for (String variable : variables) {
                int equals = variable.indexOf('=');
                if (equals < 1) {
                    throw CommandException.usage("--command-env must be KEY=VALUE");
                }
                env.put(variable.substring(0, equals), variable.substring(equals + 1));
            }
        }
        return payload;
    }

    private static ArrayNode argv(String text) throws CommandException {
        try {
            JsonNode parsed = Json.parse(text);
            if (parsed.isArray() && !parsed.isEmpty()) {
                return (ArrayNode) parsed;
            }
        } catch (JsonProcessingException e) {
            throw CommandException.usage("--command-argv must be a JSON array of strings: " + e.getOriginalMessage());
        }
        throw CommandException.usage("--command-argv must be a JSON array of strings");
    }

    private static void number(ParseResult args, ObjectNode node, String option, String name) {
        Integer value = args.matchedOptionValue(option, null);
        if (value != null) {
            node.put(name, value);
        }
    }

    /** Who is told, as far as the flags say; null where they don't. */
    static ObjectNode delivery(ParseResult args) throws CommandException {
        String webhook = text(args, "--webhook");
        boolean routed = args.hasMatchedOption("--channel") || args.hasMatchedOption("--to") || args.hasMatchedOption("--account")
                || args.hasMatchedOption("--thread-id") || args.hasMatchedOption("--announce") || args.hasMatchedOption("--deliver");
        boolean none = args.hasMatchedOption("--no-deliver");
        if ((webhook != null && (routed || none)) || (none && args.hasMatchedOption("--announce"))) {
            throw CommandException.usage("--webhook, --no-deliver and the flags of announcements exclude each other");
        }
        ObjectNode delivery = Json.object();
        if (webhook != null) {
            delivery.put("mode", "webhook").put("to", webhook);
        } else if (none) {
            delivery.put("mode", "none");
        } else if (routed || args.hasMatchedOption("--best-effort-deliver")) {
            delivery.put("mode", "announce");
            put(args, delivery, "--channel", "channel");
            put(args, delivery, "--to", "to");
            put(args, delivery, "--account", "accountId");
            put(args, delivery, "--thread-id", "threadId");
        }
        if (args.hasMatchedOption("--best-effort-deliver")) {
            delivery.put("bestEffort", true);
        }
        return delivery.isEmpty() ? null : delivery;
    }
}
