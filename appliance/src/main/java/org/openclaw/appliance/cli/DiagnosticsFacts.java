package org.openclaw.appliance.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.config.ConfigShape;
import org.openclaw.appliance.diagnostics.PlainText;
import org.openclaw.appliance.diagnostics.StabilityBundles;
import org.openclaw.appliance.diagnostics.SupportArchive;
import org.openclaw.appliance.log.LogFilter;
import org.openclaw.appliance.log.LogTail;
import org.openclaw.appliance.log.Redaction;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProductVersion;

/** What is known of this instance that may be shown to strangers, from its files and, if it answers, from its gateway. */
final class DiagnosticsFacts {

    private static final int MEMORY_HISTORY = 50;

    private final Invocation in;
    private final ClientFlags flags;
    private final Duration patience;
    private final int logLines;
    private final int logBytes;
    private final LocalConfig config;
    private final PlainText plain;

    DiagnosticsFacts(Invocation in, ClientFlags flags, Duration patience, int logLines, int logBytes) {
        this.in = in;
        this.flags = flags;
        this.patience = patience;
        this.logLines = logLines;
        this.logBytes = logBytes;
        this.config = LocalConfig.of(in.environment(), in.paths());
        Redaction redaction = LogExport.redaction(in);
        this.plain = new PlainText(
                redaction::mask,
                in.environment().home().toString(),
                in.platform().hostFacts().hostname());
    }

    void addTo(SupportArchive archive, boolean withBundle) throws IOException, InterruptedException {
        ObjectNode summary = summary();
        ask(archive, summary);
        ObjectNode shape = Json.object().put("state", plain.of(config.state()));
        config.config().ifPresent(known -> shape.set("config", ConfigShape.of(known)));
        archive.add("config/sanitized.json", shape);
        logs(archive, summary);
        if (withBundle) {
            bundle(archive, summary);
        }
        archive.add("diagnostics.json", summary);
        archive.add("summary.md", "text/markdown", text(summary));
    }

    private ObjectNode summary() {
        var host = in.platform().hostFacts();
        ObjectNode summary = Json.object().put("generatedAt", in.clock().instant().toString());
        summary.putObject("product").put("version", ProductVersion.text()).put("java", Runtime.version().toString());
        ObjectNode machine = summary.putObject("machine")
                .put("system", in.platform().name())
                .put("release", host.release())
                .put("arch", host.arch())
                .put("model", host.model())
                .put("processors", host.processors())
                .put("container", host.inContainer());
        host.totalMemoryBytes().ifPresent(bytes -> machine.put("memoryBytes", bytes));
        summary.putObject("service").put("manager", in.platform().serviceSupervisor().kind());
        summary.put("config", plain.of(config.state()));
        return summary;
    }

    // Every question may fail: a gateway in trouble is what this is for.
    private void ask(SupportArchive archive, ObjectNode summary) throws IOException, InterruptedException {
        try (GatewayConnection gateway = in.gateway().open(new GatewayAccess.Wish(
                flags, GatewayAccess.Mode.CLI, List.of("operator.read"), patience))) {
            JsonNode status = answer(gateway, "status", Json.object());
            summary.putObject("gateway").put("reachable", true);
            archive.add("status/gateway-status.json", plain.of(withoutSessions(status)));
            archive.add("health/gateway-health.json", plain.of(withoutSessions(answer(gateway, "health", Json.object()))));
            archive.add("stability/live.json", plain.of(answer(gateway, "diagnostics.stability", Json.object().put("limit", 256))));
            archive.add("memory.json", plain.of(answer(gateway, "appliance.memory.get", Json.object().put("history", MEMORY_HISTORY))));
            archive.add("boots.json", plain.of(boots(status.path("appliance"))));
        } catch (ClientException | CommandException e) {
            summary.putObject("gateway").put("reachable", false).put("reason", plain.of(e.getMessage()));
            ObjectNode traces = Json.object();
            Boots.ofTraces(in, traces);
            archive.add("boots.json", plain.of(traces));
        }
    }

    private JsonNode answer(GatewayConnection gateway, String method, ObjectNode params) throws InterruptedException {
        try {
            return gateway.call(method, params, patience);
        } catch (ClientException e) {
            return Json.object().put("error", e.getMessage());
        }
    }

    private static JsonNode boots(JsonNode appliance) {
        ObjectNode boots = Json.object();
        Boots.ofGateway(appliance, boots);
        return boots;
    }

    /** Sessions are named after those who talk in them. */
    private static JsonNode withoutSessions(JsonNode told) {
        if (!(told instanceof ObjectNode document)) {
            return told;
        }
        for (String name : new String[] {"queuedSystemEvents", "channelSummary"}) {
            if (document.has(name)) {
                document.put(name, document.path(name).size() + " left out");
            }
        }
        if (document.path("sessions") instanceof ObjectNode sessions) {
            sessions.remove(List.of("recent", "byAgent", "paths", "path"));
        }
        document.path("agents").forEach(agent -> {
            if (agent instanceof ObjectNode known) {
                known.remove(List.of("sessions", "name"));
            }
        });
        return document;
    }

    private void logs(SupportArchive archive, ObjectNode summary) throws IOException {
        Path file = FileLog.of(in);
        ObjectNode told = summary.putObject("logs");
        try {
            var chunk = new LogTail(file).read(OptionalLong.empty(), logLines, logBytes, LogFilter.everything());
            StringBuilder text = new StringBuilder();
            int errors = 0;
            for (String line : chunk.lines()) {
                ObjectNode shown = line(line);
                errors += shown.path("level").asText().equals("error") ? 1 : 0;
                text.append(Json.text(shown)).append('\n');
            }
            told.put("lines", chunk.lines().size()).put("errors", errors).put("truncated", chunk.truncated());
            archive.add("logs/openclaw-sanitized.jsonl", "application/x-ndjson", text.toString());
        } catch (IOException e) {
            told.put("error", plain.of("the log can't be read: " + e.getMessage()));
        }
    }

    private ObjectNode line(String line) {
        try {
            JsonNode parsed = Json.parse(line);
            ObjectNode shown = Json.object();
            for (String field : new String[] {"time", "level", "subsystem"}) {
                if (parsed.hasNonNull(field)) {
                    shown.put(field, parsed.path(field).asText());
                }
            }
            shown.put("message", plain.of(parsed.path("message").asText(parsed.path("1").asText(""))));
            return parsed.hasNonNull("error") ? shown.put("error", plain.of(parsed.path("error").asText())) : shown;
        } catch (JsonProcessingException e) {
            return Json.object().put("omitted", "unreadable line of " + line.length() + " characters");
        }
    }

    private void bundle(SupportArchive archive, ObjectNode summary) throws IOException {
        ObjectNode told = summary.putObject("stability");
        try {
            Optional<Path> latest = new StabilityBundles(
                            StabilityBundles.in(in.paths().stateDir()), text -> text, in.clock())
                    .latest();
            told.put("bundle", latest.map(path -> path.getFileName().toString()).orElse("none"));
            if (latest.isPresent()) {
                archive.add("stability/latest.json", plain.of(StabilityBundles.read(latest.get())));
            }
        } catch (IOException e) {
            told.put("error", plain.of(e.getMessage()));
        }
    }

    private static String text(ObjectNode summary) {
        JsonNode gateway = summary.path("gateway");
        JsonNode machine = summary.path("machine");
        return "# OpenClaw Appliance diagnostics\n\n"
                + "- generated: " + summary.path("generatedAt").asText() + "\n"
                + "- version: " + summary.path("product").path("version").asText() + ", Java "
                + summary.path("product").path("java").asText() + "\n"
                + "- machine: " + machine.path("system").asText() + " " + machine.path("release").asText() + " "
                + machine.path("arch").asText() + ", " + machine.path("model").asText() + ", "
                + machine.path("memoryBytes").asLong() / (1024 * 1024) + " MB\n"
                + "- configuration: " + summary.path("config").asText() + "\n"
                + "- gateway: " + (gateway.path("reachable").asBoolean() ? "answers" : gateway.path("reason").asText("no answer")) + "\n"
                + "- log: " + summary.path("logs").path("lines").asInt() + " lines, " + summary.path("logs").path("errors").asInt()
                + " errors\n"
                + "- last stability bundle: " + summary.path("stability").path("bundle").asText("left out") + "\n";
    }
}
