package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw gateway memory}: how much the gateway uses, what is left, and what the memory guard has done. */
final class MemoryCommand implements Command {

    private static final Duration WATCH_INTERVAL = Duration.ofSeconds(2);
    private static final int MOST_EPISODES = 50;

    @Override
    public void describe(CommandSpec spec) {
        spec.addOption(Options.flag("--watch", "Print one line every two seconds until Ctrl-C."));
        spec.addOption(Options.flag("--history", "Also show the last times in which memory was short."));
        spec.addOption(Options.json());
        ClientFlags.describe(spec);
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, ClientException, InterruptedException {
        ClientFlags flags = ClientFlags.of(args);
        boolean json = args.hasMatchedOption("--json");
        boolean watch = args.hasMatchedOption("--watch");
        boolean history = args.hasMatchedOption("--history");
        if (watch && history) {
            throw CommandException.usage("--watch and --history exclude each other");
        }
        ObjectNode params = Json.object();
        if (history) {
            params.put("history", MOST_EPISODES);
        }
        Duration timeout = flags.timeoutOr(ClientFlags.DEFAULT_TIMEOUT);
        try (GatewayConnection gateway = in.gateway().open(GatewayAccess.Wish.forScope(flags, "operator.read"))) {
            JsonNode report = gateway.call("appliance.memory.get", params, timeout);
            if (watch) {
                watch(gateway, report, timeout, in.terminal(), json);
            } else if (json) {
                in.terminal().json(report);
            } else {
                print(report, in.terminal());
            }
            return Exit.OK.status();
        }
    }

    private static void watch(
            GatewayConnection gateway, JsonNode first, Duration timeout, Terminal terminal, boolean json)
            throws ClientException, CommandException, InterruptedException {
        JsonNode report = first;
        while (true) {
            terminal.out(json ? Json.text(report) : line(report));
            Pause.of(WATCH_INTERVAL);
            report = gateway.call("appliance.memory.get", Json.object(), timeout);
        }
    }

    private static String line(JsonNode report) {
        JsonNode process = report.path("process");
        JsonNode stalled = report.path("kernel").path("stalledPercent");
        return "level=" + report.path("level").asText() + " rss=" + MemoryText.size(process.path("rssBytes")) + " heap="
                + MemoryText.size(process.path("heapUsedBytes")) + "/" + MemoryText.size(process.path("heapMaxBytes")) + " threads="
                + process.path("threads").asInt() + " available=" + MemoryText.size(report.path("machine").path("availableBytes"))
                + " budget=" + MemoryText.size(report.path("budget"))
                + (stalled.isObject() ? " stalled=" + stalled(stalled, "some10s") : "");
    }

    private static void print(JsonNode report, Terminal terminal) {
        terminal.out("Memory: " + level(report, terminal) + MemoryText.reason(report));
        if (report.path("restartsHeld").asBoolean()) {
            terminal.out("The gateway has ended itself several times because it needs more than its budget, and doesn't any more. "
                    + "Raise gateway.maxMemory.");
        }
        JsonNode process = report.path("process");
        JsonNode machine = report.path("machine");
        Rows rows = new Rows()
                .add("Process", MemoryText.size(process.path("rssBytes")) + " of a budget of " + MemoryText.size(report.path("budget")))
                .add("  that the system can't drop", MemoryText.size(process.path("anonymousBytes")))
                .add("  highest so far", MemoryText.size(process.path("peakBytes")))
                .add("  lowest size grows by", MemoryText.size(process.path("growthBytesPerHour")) + " an hour")
                .add("  heap", MemoryText.size(process.path("heapUsedBytes")) + " used, " + MemoryText.size(process.path("heapCommittedBytes"))
                        + " taken, " + MemoryText.size(process.path("heapMaxBytes")) + " at most")
                .add("  classes", MemoryText.size(process.path("metaspaceBytes")))
                .add("  direct buffers", MemoryText.size(process.path("directBytes")))
                .add("  everything else", MemoryText.size(process.path("nativeBytes")))
                .add("  threads", process.path("threads").asText())
                .add("Machine", MemoryText.size(machine.path("availableBytes")) + " available of " + MemoryText.size(machine.path("totalBytes")));
        if (machine.has("limitBytes")) {
            rows.add("  limit of its group", MemoryText.size(machine.path("limitBytes")));
        }
        rows.add("  swap", swap(machine));
        JsonNode stalled = report.path("kernel").path("stalledPercent");
        if (stalled.isObject()) {
            rows.add("  time lost waiting for memory", stalled(stalled, "some10s") + " in 10 s, " + stalled(stalled, "some60s")
                    + " in 60 s; by everybody " + stalled(stalled, "full10s") + ", " + stalled(stalled, "full60s"));
        }
        JsonNode conversations = report.path("conversations");
        rows.add("Conversations in memory", conversations.path("resident").asInt() + " with "
                + conversations.path("messages").asInt() + " messages");
        rows.print(terminal);
        sources(report.path("sources"), terminal);
        sheds(report, terminal);
        episodes(report.path("episodes"), terminal);
    }

    private static String stalled(JsonNode stalled, String name) {
        return stalled.path(name).asText() + " %";
    }

    private static String swap(JsonNode machine) {
        if (machine.path("swapTotalBytes").asLong() == 0) {
            return "none";
        }
        String space = MemoryText.size(machine.path("swapFreeBytes")) + " free of " + MemoryText.size(machine.path("swapTotalBytes"));
        JsonNode compressed = machine.path("compressedSwap");
        return compressed.isObject()
                ? space + "; compressed: " + MemoryText.size(compressed.path("storedBytes")) + " kept in "
                        + MemoryText.size(compressed.path("takenBytes")) + " of memory (zram)"
                : space + "; none of it compressed (no zram)";
    }

    private static String level(JsonNode report, Terminal terminal) {
        String level = report.path("level").asText();
        return level.equals("normal") ? terminal.good(level) : terminal.bad(level);
    }

    private static void sources(JsonNode sources, Terminal terminal) {
        terminal.out("Sources:");
        Rows rows = new Rows();
        sources.forEach(source -> rows.add(
                "  " + source.path("name").asText(),
                source.path("live").asBoolean() ? "live" : "off",
                source.path("detail").asText()));
        rows.print(terminal);
    }

    private static void sheds(JsonNode report, Terminal terminal) {
        terminal.out("Short of memory since the start: " + report.path("alarms").asLong() + " times, "
                + report.path("falseAlarms").asLong() + " of them unconfirmed");
        Rows rows = new Rows();
        report.path("sheds").forEach(shed -> rows.add(
                "  " + shed.path("name").asText(),
                "from " + shed.path("from").asText(),
                shed.path("active").asBoolean() ? "in force" : "",
                shed.path("times").asLong() + " times, freed " + MemoryText.size(shed.path("freedBytes"))));
        rows.print(terminal);
    }

    private static void episodes(JsonNode episodes, Terminal terminal) {
        if (episodes.isEmpty()) {
            return;
        }
        terminal.out("Last times, newest first:");
        Rows rows = new Rows();
        episodes.forEach(episode -> rows.add(
                "  " + Instant.ofEpochMilli(episode.path("beganAtMs").asLong()),
                episode.has("endedAtMs")
                        ? (episode.path("endedAtMs").asLong() - episode.path("beganAtMs").asLong()) / 1000 + " s"
                        : "no end known",
                episode.path("level").asText() + MemoryText.reason(episode),
                "process up to " + MemoryText.size(episode.path("mostRssBytes")) + ", machine down to "
                        + MemoryText.size(episode.path("leastAvailableBytes"))));
        rows.print(terminal);
    }
}
