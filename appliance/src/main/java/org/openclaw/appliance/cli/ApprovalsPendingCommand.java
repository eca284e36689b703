package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw approvals pending}: commands that wait for the owner's word, each shown whole. */
final class ApprovalsPendingCommand implements Command {

    @Override
    public void describe(CommandSpec spec) {
        spec.addOption(Options.json());
        ClientFlags.describe(spec);
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, ClientException, InterruptedException {
        ClientFlags flags = ClientFlags.of(args);
        try (GatewayConnection gateway = in.gateway().open(GatewayAccess.Wish.forScope(flags, "operator.approvals"))) {
            JsonNode pending =
                    gateway.call("exec.approval.list", Json.object(), flags.timeoutOr(ClientFlags.DEFAULT_TIMEOUT));
            if (args.hasMatchedOption("--json")) {
                ObjectNode document = Json.object();
                document.set("approvals", pending);
                in.terminal().json(document);
            } else {
                show(pending, in);
            }
            return Exit.OK.status();
        }
    }

    static void show(JsonNode pending, Invocation in) {
        Terminal terminal = in.terminal();
        terminal.out(terminal.strong("Pending approvals (" + pending.size() + ")"));
        long now = in.clock().millis();
        for (JsonNode approval : pending) {
            JsonNode request = approval.path("request");
            terminal.out("");
            terminal.out(approval.path("id").asText());
            terminal.out("  agent    " + request.path("agentId").asText("-") + ", session " + request.path("sessionKey").asText("-")
                    + ", asked " + Ages.ago(now, approval.path("createdAtMs").asLong()));
            terminal.out("  folder   " + request.path("cwd").asText("-"));
            if (request.path("warningText").isTextual()) {
                terminal.out("  note     " + request.path("warningText").asText());
            }
            terminal.out("  command  " + request.path("command").asText().replace("\n", "\n           "));
        }
        if (!pending.isEmpty()) {
            terminal.out("");
            terminal.out("Allow one with `openclaw approvals approve <id>` (--always to stop asking), or `openclaw approvals deny <id>`.");
        }
    }
}
