package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw devices rename} and {@code openclaw nodes rename}: the operator's own name for a machine. */
final class RenameCommand implements Command {

    private final boolean node;

    RenameCommand(boolean node) {
        this.node = node;
    }

    @Override
    public void describe(CommandSpec spec) {
        spec.addOption(Options.value(node ? "--node" : "--device", node ? "<id|name>" : "<id>", "Which one."));
        spec.addOption(Options.value("--name", "<name>", "Its new name."));
        spec.addOption(Options.json());
        ClientFlags.describe(spec);
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, ClientException, InterruptedException {
        ClientFlags flags = ClientFlags.of(args);
        Duration timeout = flags.timeoutOr(ClientFlags.DEFAULT_TIMEOUT);
        String which = args.matchedOptionValue(node ? "--node" : "--device", null);
        String name = args.matchedOptionValue("--name", null);
        if (which == null || name == null || name.isBlank()) {
            throw CommandException.usage((node ? "--node" : "--device") + " and --name are needed");
        }
        try (GatewayConnection gateway = in.gateway().open(GatewayAccess.Wish.forScope(flags, "operator.admin"))) {
            ObjectNode params = node
                    ? Json.object().put("nodeId", NodeChoice.find(gateway, which, timeout)).put("displayName", name)
                    : Json.object().put("deviceId", which).put("label", name);
            JsonNode answer = gateway.call(node ? "node.rename" : "device.pair.rename", params, timeout);
            if (args.hasMatchedOption("--json")) {
                in.terminal().json(answer);
            } else {
                in.terminal().out("Renamed to " + DeviceNames.printable(name));
            }
            return Exit.OK.status();
        }
    }
}
