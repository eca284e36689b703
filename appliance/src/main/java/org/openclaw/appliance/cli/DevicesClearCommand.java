package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.time.Duration;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw devices clear --yes}: forgets every paired device. */
final class DevicesClearCommand implements Command {

    @Override
    public void describe(CommandSpec spec) {
        spec.addOption(Options.flag("--yes", "Really do it: every device must be approved anew."));
        spec.addOption(Options.flag("--pending", "Reject waiting devices, too."));
        spec.addOption(Options.json());
        ClientFlags.describe(spec);
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, ClientException, InterruptedException {
        if (!args.hasMatchedOption("--yes")) {
            throw CommandException.usage("devices clear forgets every paired device; add --yes to do it");
        }
        ClientFlags flags = ClientFlags.of(args);
        Duration timeout = flags.timeoutOr(ClientFlags.DEFAULT_TIMEOUT);
        ArrayNode removed = Json.array();
        ArrayNode rejected = Json.array();
        try (GatewayConnection gateway = in.gateway().open(GatewayAccess.Wish.forScope(flags, "operator.admin"))) {
            JsonNode lists = gateway.call("device.pair.list", Json.object(), timeout);
            for (JsonNode device : lists.path("paired")) {
                String id = device.path("deviceId").asText();
                gateway.call("device.pair.remove", Json.object().put("deviceId", id), timeout);
                removed.add(id);
            }
            if (args.hasMatchedOption("--pending")) {
                for (JsonNode request : lists.path("pending")) {
                    String id = request.path("requestId").asText();
                    gateway.call("device.pair.reject", Json.object().put("requestId", id), timeout);
                    rejected.add(id);
                }
            }
        }
        if (args.hasMatchedOption("--json")) {
            var report = Json.object();
            report.set("removedDevices", removed);
            report.set("rejectedPending", rejected);
            in.terminal().json(report);
        } else {
            in.terminal().out("Removed " + removed.size() + " devices, rejected " + rejected.size() + " requests.");
        }
        return Exit.OK.status();
    }
}
