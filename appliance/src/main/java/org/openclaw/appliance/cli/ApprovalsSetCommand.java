package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.config.Json5;
import org.openclaw.appliance.config.Json5Exception;
import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw approvals set}: replaces the approvals by a JSON5 document. */
final class ApprovalsSetCommand implements Command {

    @Override
    public void describe(CommandSpec spec) {
        spec.addOption(Options.value("--file", "<file>", "The new document."));
        spec.addOption(Options.flag("--stdin", "Read the new document from standard input."));
        spec.addOption(Options.flag("--gateway", "Of the gateway; there is no other."));
        spec.addOption(Options.json());
        ClientFlags.describe(spec);
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, ClientException, InterruptedException {
        String file = args.matchedOptionValue("--file", null);
        if ((file == null) != args.hasMatchedOption("--stdin")) {
            throw CommandException.usage("Give either --file or --stdin.");
        }
        ObjectNode document = parsed(ConfigText.read(file, in));
        ClientFlags flags = ClientFlags.of(args);
        Duration timeout = flags.timeoutOr(ClientFlags.DEFAULT_TIMEOUT);
        try (GatewayConnection gateway = in.gateway().open(GatewayAccess.Wish.forScope(flags, "operator.admin"))) {
            ObjectNode params = Json.object();
            params.set("file", document);
            JsonNode snapshot = gateway.call("exec.approvals.set", params, timeout);
            if (args.hasMatchedOption("--json")) {
                in.terminal().json(snapshot);
            } else {
                in.terminal().out("Replaced " + snapshot.path("path").asText() + ".");
            }
            return Exit.OK.status();
        }
    }

    private static ObjectNode parsed(String text) throws CommandException {
        try {
            if (Json5.parse(text) instanceof ObjectNode object) {
                return object;
            }
        } catch (Json5Exception e) {
            throw CommandException.failed("The document is no JSON5: " + e.getMessage());
        }
        throw CommandException.failed("The document must be an object with version 1.");
    }
}
