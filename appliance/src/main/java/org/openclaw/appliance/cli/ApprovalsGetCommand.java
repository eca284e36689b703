package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw approvals get}: what commands may run, and the list of those that need no question. */
final class ApprovalsGetCommand implements Command {

    @Override
    public void describe(CommandSpec spec) {
        spec.addOption(Options.flag("--gateway", "Of the gateway; there is no other."));
        spec.addOption(Options.json());
        ClientFlags.describe(spec);
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, ClientException, InterruptedException {
        ClientFlags flags = ClientFlags.of(args);
        Duration timeout = flags.timeoutOr(ClientFlags.DEFAULT_TIMEOUT);
        try (GatewayConnection gateway = in.gateway().open(GatewayAccess.Wish.forScope(flags, "operator.admin"))) {
            JsonNode snapshot = gateway.call("exec.approvals.get", Json.object(), timeout);
            if (args.hasMatchedOption("--json")) {
                in.terminal().json(snapshot);
            } else {
                JsonNode config = gateway.call("config.get", Json.object(), timeout);
                show(snapshot, config.path("config").path("tools").path("exec"), in.terminal());
            }
            return Exit.OK.status();
        }
    }

    static void show(JsonNode snapshot, JsonNode exec, Terminal terminal) {
        String wished = exec.has("mode")
                ? "mode " + exec.path("mode").asText()
                : exec.has("security") || exec.has("ask")
                        ? "security " + exec.path("security").asText("allowlist") + ", ask " + exec.path("ask").asText("on-miss")
                        : "not set: what isn't on the list is asked for";
        terminal.out("Configuration  tools.exec: " + wished);
        terminal.out("File           " + snapshot.path("path").asText()
                + (snapshot.path("exists").asBoolean() ? "" : " (not there: it adds nothing)"));
        JsonNode file = snapshot.path("file");
        if (!file.path("defaults").isEmpty()) {
            terminal.out("Defaults       " + words(file.path("defaults")));
        }
        for (Map.Entry<String, JsonNode> agent : file.path("agents").properties()) {
            terminal.out(terminal.strong("Agent " + agent.getKey()) + words(agent.getValue()));
            for (JsonNode entry : agent.getValue().path("allowlist")) {
                String arguments = entry.path("argPattern").asText("");
                terminal.out("  " + entry.path("pattern").asText()
                        + (arguments.startsWith("sha256:") ? "  (one exact command)" : arguments.isEmpty() ? "" : "  " + arguments));
            }
        }
        terminal.out("The stricter of both counts.");
    }

    private static String words(JsonNode section) {
        StringBuilder words = new StringBuilder();
        for (String name : new String[] {"security", "ask", "askFallback"}) {
            if (section.hasNonNull(name)) {
                words.append(words.isEmpty() ? " " : ", ").append(name).append(' ').append(section.get(name).asText());
            }
        }
        return words.toString();
    }
}
