package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.diagnostics.StabilityBundles;
import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw gateway stability}: what happened to the gateway itself, from it or from what an earlier one wrote down. */
final class StabilityCommand implements Command {

    private static final int DEFAULT_LIMIT = 25;
    private static final int MOST_LIMIT = 1_000;
    private static final String LATEST = "latest";

    @Override
    public void describe(CommandSpec spec) {
        spec.addOption(Options.number("--limit", "<n>", "Most events to show (default: 25)."));
        spec.addOption(Options.value("--type", "<type>", "Only events of this type, such as payload.large."));
        spec.addOption(Options.number("--since-seq", "<n>", "Only events after this one."));
        spec.addOption(OptionSpec.builder("--bundle")
                .paramLabel("<path>")
                .type(String.class)
                .arity("0..1")
                .fallbackValue(LATEST)
                .description("Read what was written down at a crash or a stall instead: latest, or a file.")
                .build());
        spec.addOption(Options.json());
        ClientFlags.describe(spec);
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, ClientException, InterruptedException {
        int limit = args.matchedOptionValue("--limit", DEFAULT_LIMIT);
        if (limit < 1 || limit > MOST_LIMIT) {
            throw CommandException.usage("--limit must be between 1 and " + MOST_LIMIT);
        }
        JsonNode told = args.hasMatchedOption("--bundle")
                ? bundle(args.matchedOptionValue("--bundle", LATEST), in)
                : ask(args, limit, in);
        if (args.hasMatchedOption("--json")) {
            in.terminal().json(told);
        } else {
            print(told, in.terminal(), limit);
        }
        return Exit.OK.status();
    }

    private static JsonNode ask(ParseResult args, int limit, Invocation in)
            throws CommandException, ClientException, InterruptedException {
        ClientFlags flags = ClientFlags.of(args);
        ObjectNode params = Json.object().put("limit", limit);
        if (args.hasMatchedOption("--type")) {
            params.put("type", args.matchedOptionValue("--type", ""));
        }
        if (args.hasMatchedOption("--since-seq")) {
            params.put("sinceSeq", args.matchedOptionValue("--since-seq", 0));
        }
        try (GatewayConnection gateway = in.gateway().open(GatewayAccess.Wish.forScope(flags, "operator.read"))) {
            return gateway.call("diagnostics.stability", params, flags.timeoutOr(ClientFlags.DEFAULT_TIMEOUT));
        }
    }

    private static JsonNode bundle(String wanted, Invocation in) throws CommandException {
        try {
            Path file = wanted.equals(LATEST)
                    ? new StabilityBundles(StabilityBundles.in(in.paths().stateDir()), text -> text, in.clock())
                            .latest()
                            .orElseThrow(() -> CommandException.failed("nothing was written down so far: the gateway has met no such trouble"))
                    : in.environment().path(wanted);
            return StabilityBundles.read(file).put("file", file.toString());
        } catch (IOException e) {
            throw CommandException.failed("the bundle can't be read: " + e.getMessage());
        }
    }

    private static void print(JsonNode told, Terminal terminal, int limit) {
        if (told.has("reason")) {
            terminal.out("Bundle: " + told.path("file").asText());
            terminal.out("Reason: " + told.path("reason").asText() + " at " + told.path("generatedAt").asText());
            if (told.has("error")) {
                terminal.out("Error: " + told.path("error").path("name").asText() + ": "
                        + told.path("error").path("message").asText());
            }
            JsonNode before = told.path("evidence").path("previousRun");
            if (!before.isMissingNode()) {
                terminal.out("Run before: " + before.path("cause").asText() + ": " + before.path("text").asText());
            }
        }
        JsonNode snapshot = told.has("snapshot") ? told.path("snapshot") : told;
        JsonNode events = snapshot.path("events");
        terminal.out("Events: " + snapshot.path("count").asInt() + " remembered, " + snapshot.path("dropped").asInt() + " dropped");
        Rows rows = new Rows();
        for (int at = Math.max(0, events.size() - limit); at < events.size(); at++) {
            ObjectNode facts = events.get(at).deepCopy();
            facts.remove(List.of("seq", "ts", "type"));
            rows.add("  " + events.get(at).path("seq").asText(), Instant.ofEpochMilli(events.get(at).path("ts").asLong()).toString(),
                    events.get(at).path("type").asText(), facts.isEmpty() ? "" : Json.text(facts));
        }
        rows.print(terminal);
    }
}
