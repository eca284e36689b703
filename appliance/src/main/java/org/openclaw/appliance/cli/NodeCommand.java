package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw nodes describe|remove --node}: calls one method about one node and prints its answer. */
final class NodeCommand implements Command {

    private final String method;

    NodeCommand(String method) {
        this.method = method;
    }

    @Override
    public void describe(CommandSpec spec) {
        spec.addOption(Options.value("--node", "<id|name|ip>", "Which node."));
        spec.addOption(Options.json());
        ClientFlags.describe(spec);
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, ClientException, InterruptedException {
        ClientFlags flags = ClientFlags.of(args);
        Duration timeout = flags.timeoutOr(ClientFlags.DEFAULT_TIMEOUT);
        String which = args.matchedOptionValue("--node", null);
        if (which == null) {
            throw CommandException.usage("--node is needed");
        }
        var wish = new GatewayAccess.Wish(
                flags, GatewayAccess.Mode.CLI, List.of("operator.read", "operator.pairing"), timeout);
        try (GatewayConnection gateway = in.gateway().open(wish)) {
            String id = NodeChoice.find(gateway, which, timeout);
            JsonNode answer = gateway.call(method, Json.object().put("nodeId", id), timeout);
            in.terminal().json(answer);
            return Exit.OK.status();
        }
    }
}
