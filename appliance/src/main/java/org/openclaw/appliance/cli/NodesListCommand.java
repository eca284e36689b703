package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw nodes list|status|pending}: nodes, and what of theirs waits for approval. */
final class NodesListCommand implements Command {

    /** What to show. */
    enum Part {
        ALL,
        NODES,
        PENDING
    }

    private final Part part;

    NodesListCommand(Part part) {
        this.part = part;
    }

    @Override
    public void describe(CommandSpec spec) {
        spec.addOption(Options.json());
        ClientFlags.describe(spec);
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, ClientException, InterruptedException {
        ClientFlags flags = ClientFlags.of(args);
        Duration timeout = flags.timeoutOr(ClientFlags.DEFAULT_TIMEOUT);
        var wish = new GatewayAccess.Wish(
                flags, GatewayAccess.Mode.CLI, java.util.List.of("operator.read", "operator.pairing"), timeout);
        try (GatewayConnection gateway = in.gateway().open(wish)) {
            ObjectNode report = Json.object();
            if (part != Part.NODES) {
                report.set("pending", gateway.call("node.pair.list", Json.object(), timeout).path("pending"));
            }
            if (part != Part.PENDING) {
                report.set("nodes", gateway.call("node.list", Json.object(), timeout).path("nodes"));
            }
            if (args.hasMatchedOption("--json")) {
                in.terminal().json(part == Part.PENDING ? report.path("pending") : report);
            } else {
                print(report, in);
            }
            return Exit.OK.status();
        }
    }

    private static void print(JsonNode report, Invocation in) {
        long now = in.clock().millis();
        if (report.has("pending")) {
            in.terminal().out(in.terminal().strong("Pending (" + report.path("pending").size() + ")"));
            if (!report.path("pending").isEmpty()) {
                Rows rows = new Rows().add("REQUEST", "NODE", "COMMANDS", "AGE");
                for (JsonNode request : report.path("pending")) {
                    rows.add(
                            request.path("requestId").asText(),
                            DeviceNames.of(request),
                            DeviceNames.list(request.path("commands")),
                            Ages.ago(now, request.path("ts").asLong()));
                }
                rows.print(in.terminal());
                in.terminal().out("Approve one with `openclaw nodes approve <request>`.");
            }
        }
        if (report.has("nodes")) {
            in.terminal().out(in.terminal().strong("Nodes (" + report.path("nodes").size() + ")"));
            if (!report.path("nodes").isEmpty()) {
                Rows rows = new Rows().add("NODE", "NAME", "STATE", "APPROVAL", "COMMANDS");
                for (JsonNode node : report.path("nodes")) {
                    rows.add(
                            node.path("nodeId").asText(),
                            DeviceNames.of(node),
                            node.path("connected").asBoolean()
                                    ? "connected"
                                    : "seen " + Ages.ago(now, node.path("lastSeenAtMs").asLong()),
                            node.path("approvalState").asText("-"),
                            DeviceNames.list(node.path("commands")));
                }
                rows.print(in.terminal());
            }
        }
    }
}
