package org.openclaw.appliance.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.log.LogFilter;
import org.openclaw.appliance.log.LogTail;
import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw logs}: the end of the gateway's log, from the gateway or, when it is down, from the file. */
final class LogsCommand implements Command {

    private static final int DEFAULT_LIMIT = 200;
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(30);
    private static final int MOST_RETRIES = 8;

    @Override
    public void describe(CommandSpec spec) {
        spec.addOption(OptionSpec.builder("--limit", "--tail", "-n")
                .paramLabel("<n>")
                .type(Integer.class)
                .arity("1")
                .description("The last n lines (default: 200).")
                .build());
        spec.addOption(Options.flag("--follow", "Keep printing what is added; Ctrl-C ends it."));
        spec.addOption(Options.value("--level", "<level>", "Only this level and above, such as error."));
        spec.addOption(Options.value("--since", "<time>", "Only newer lines: 30m, 1h, 2d or an ISO time."));
        spec.addOption(Options.flag("--json", "Without --follow one JSON document; with it one record a line."));
        ClientFlags.describe(spec);
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, ClientException, InterruptedException {
        int limit = args.matchedOptionValue("--limit", DEFAULT_LIMIT);
        if (limit < 1 || limit > LogTail.MOST_LINES) {
            throw CommandException.usage("--limit must be between 1 and " + LogTail.MOST_LINES);
        }
        LogFilter filter = LogSelection.of(args, in.clock().instant());
        ClientFlags flags = ClientFlags.of(args);
        boolean json = args.hasMatchedOption("--json");
        LogSource source = LogSource.open(in, flags);
        JsonNode chunk = source.read(null, filter.equals(LogFilter.everything()) ? limit : LogTail.MOST_LINES);
        List<String> lines = last(chosen(chunk, filter), limit);
        if (json && !args.hasMatchedOption("--follow")) {
            in.terminal().json(document(chunk, lines));
            return Exit.OK.status();
        }
        print(lines, in.terminal(), json);
        return args.hasMatchedOption("--follow")
                ? follow(source, chunk.path("cursor").asLong(), filter, in, json)
                : Exit.OK.status();
    }

    private static int follow(LogSource source, long cursor, LogFilter filter, Invocation in, boolean json)
            throws ClientException, CommandException, InterruptedException {
        long at = cursor;
        int failures = 0;
        while (true) {
            Pause.of(failures == 0 ? POLL : backOff(failures));
            try {
                JsonNode chunk = source.read(at, LogTail.MOST_LINES);
                if (failures > 0) {
                    in.terminal().err("[logs] gateway reconnected");
                    failures = 0;
                }
                at = chunk.path("cursor").asLong();
                print(chosen(chunk, filter), in.terminal(), json);
            } catch (ClientException e) {
                if (e.reason() == ClientException.Reason.FAILED || ++failures > MOST_RETRIES) {
                    throw e;
                }
                if (failures == 1) {
                    in.terminal().err("[logs] " + e.getMessage() + "; trying again");
                }
            }
        }
    }

    private static Duration backOff(int failures) {
        Duration doubled = POLL.multipliedBy(1L << Math.min(failures - 1, 5));
        return doubled.compareTo(LONGEST_BACK_OFF) < 0 ? doubled : LONGEST_BACK_OFF;
    }

    private static List<String> chosen(JsonNode chunk, LogFilter filter) {
        List<String> lines = new ArrayList<>();
        for (JsonNode line : chunk.path("lines")) {
            if (filter.test(line.asText())) {
                lines.add(line.asText());
            }
        }
        return lines;
    }

    private static List<String> last(List<String> lines, int limit) {
        return lines.subList(Math.max(0, lines.size() - limit), lines.size());
    }

    private static ObjectNode document(JsonNode chunk, List<String> lines) {
        ObjectNode document = Json.object();
        document.set("file", chunk.path("file"));
        document.set("cursor", chunk.path("cursor"));
        document.set("size", chunk.path("size"));
        document.put("truncated", chunk.path("truncated").asBoolean());
        var records = document.putArray("lines");
        lines.forEach(line -> records.add(record(line)));
        return document;
    }

    private static void print(List<String> lines, Terminal terminal, boolean json) {
        for (String line : lines) {
            terminal.out(json ? Json.text(record(line)) : readable(line));
        }
    }

    /** A line as a typed record. */
    private static ObjectNode record(String line) {
        try {
            JsonNode parsed = Json.parse(line);
            if (parsed.isObject()) {
                ObjectNode record = Json.object().put("type", "log");
                record.set("time", parsed.path("time"));
                record.put("level", level(parsed));
                record.put("subsystem", parsed.path("subsystem").asText(""));
                record.put("message", parsed.path("message").asText(parsed.path("1").asText("")));
                return record.put("raw", line);
            }
        } catch (JsonProcessingException e) {
            return Json.object().put("type", "raw").put("raw", line);
        }
        return Json.object().put("type", "raw").put("raw", line);
    }

    private static String readable(String line) {
        ObjectNode record = record(line);
        if (record.path("type").asText().equals("raw")) {
            return line;
        }
        return record.path("time").asText() + " " + record.path("level").asText() + " ["
                + record.path("subsystem").asText() + "] " + record.path("message").asText();
    }

    private static String level(JsonNode line) {
        return line.path("level").asText(line.path("_meta").path("logLevelName").asText("info").toLowerCase(java.util.Locale.ROOT));
    }
}
