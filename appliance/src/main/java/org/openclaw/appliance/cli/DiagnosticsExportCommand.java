package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.openclaw.appliance.diagnostics.SupportArchive;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProductVersion;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw gateway diagnostics export}: what helps others to help, in one file; works without a gateway as well. */
final class DiagnosticsExportCommand implements Command {

    private static final int MOST_LINES = 5_000;
    private static final int MOST_BYTES = 1_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    @Override
    public void describe(CommandSpec spec) {
        spec.addOption(Options.value("--output", "<path>", "The file to write, or a directory for it."));
        spec.addOption(Options.number("--log-lines", "<n>", "Most log lines to include (default: 5000)."));
        spec.addOption(Options.number("--log-bytes", "<n>", "Most bytes of the log to look at (default: 1000000)."));
        spec.addOption(Options.flag("--no-stability-bundle", "Leave the last stability bundle out."));
        spec.addOption(Options.json());
        ClientFlags.describe(spec, "Milliseconds to wait for the gateway (default: 3000).");
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, InterruptedException {
        ClientFlags flags = ClientFlags.of(args);
        DiagnosticsFacts facts = new DiagnosticsFacts(
                in,
                flags,
                flags.timeoutOr(PATIENCE),
                bounded(args, "--log-lines", MOST_LINES),
                bounded(args, "--log-bytes", MOST_BYTES));
        Instant now = in.clock().instant();
        Path file = file(args.matchedOptionValue("--output", null), now, in);
        try {
            SupportArchive archive = new SupportArchive(now);
            facts.addTo(archive, !args.hasMatchedOption("--no-stability-bundle"));
            ObjectNode manifest = archive.finish(file, ProductVersion.text());
            show(file, manifest, in.terminal(), args.hasMatchedOption("--json"));
            return Exit.OK.status();
        } catch (IOException e) {
            throw CommandException.failed(file + " can't be written: " + e.getMessage(), "Name another place with --output <path>.");
        }
    }

    private static int bounded(ParseResult args, String option, int most) throws CommandException {
        int value = args.matchedOptionValue(option, most);
        if (value < 1 || value > most) {
            throw CommandException.usage(option + " must be between 1 and " + most);
        }
        return value;
    }

    private static Path file(String wanted, Instant now, Invocation in) throws CommandException {
        String stamp = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm-ss'Z'").withZone(ZoneOffset.UTC).format(now);
        String name = "openclaw-diagnostics-" + stamp + "-" + ProcessHandle.current().pid() + ".zip";
        if (wanted == null) {
            return in.paths().stateDir().resolve("logs").resolve("support").resolve(name);
        }
        Path path = in.environment().path(wanted).toAbsolutePath();
        Path file = Files.isDirectory(path) ? path.resolve(name) : path;
        if (!Files.isDirectory(file.getParent())) {
            throw CommandException.usage("there is no directory " + file.getParent());
        }
        return file;
    }

    private static void show(Path file, ObjectNode manifest, Terminal terminal, boolean json) {
        long size = file.toFile().length();
        if (json) {
            ObjectNode document = Json.object().put("path", file.toString()).put("bytes", size);
            document.set("manifest", manifest);
            terminal.json(document);
            return;
        }
        terminal.out("Wrote " + file + " (" + size + " bytes)");
        for (JsonNode entry : manifest.path("files")) {
            terminal.out("  " + entry.path("path").asText() + (entry.has("omitted") ? " (left out: too large)" : ""));
        }
        terminal.out("It holds no messages and no secrets that are known; have a look at it before you pass it on.");
    }
}
