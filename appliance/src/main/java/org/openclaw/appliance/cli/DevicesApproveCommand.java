package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/**
 * {@code openclaw devices approve}: lets a waiting device in. {@code --latest} needs no id, which is for a box without a
 * keyboard; it approves only when exactly one device waits, so nobody slips in beside the one that is meant.
 */
final class DevicesApproveCommand implements Command {

    @Override
    public void describe(CommandSpec spec) {
        spec.addPositional(PositionalParamSpec.builder()
                .index("0")
                .paramLabel("<request>")
                .type(String.class)
                .arity("0..1")
                .description("The request's id, from `openclaw devices list`.")
                .build());
        spec.addOption(Options.flag("--latest", "Approve the one device that waits."));
        spec.addOption(Options.json());
        ClientFlags.describe(spec);
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, ClientException, InterruptedException {
        ClientFlags flags = ClientFlags.of(args);
        Duration timeout = flags.timeoutOr(ClientFlags.DEFAULT_TIMEOUT);
        String id = args.matchedPositionalValue(0, null);
        // Approving gives rights away, and nobody can give what he hasn't.
        try (GatewayConnection gateway = in.gateway().open(GatewayAccess.Wish.forScope(flags, "operator.admin"))) {
            if (id == null) {
                JsonNode pending = gateway.call("device.pair.list", Json.object(), timeout).path("pending");
                if (pending.isEmpty()) {
                    throw CommandException.failed(
                            "No device waits for approval.", "A device asks by connecting; then run this again.");
                }
                if (pending.size() > 1 || !args.hasMatchedOption("--latest")) {
                    DevicesListCommand.pending(pending, in);
                    throw CommandException.failed(
                            pending.size() > 1 ? "More than one device waits; name the request." : "Name the request.",
                            "openclaw devices approve " + pending.path(0).path("requestId").asText());
                }
                id = pending.path(0).path("requestId").asText();
            }
            JsonNode approved = gateway.call("device.pair.approve", Json.object().put("requestId", id), timeout);
            if (args.hasMatchedOption("--json")) {
                in.terminal().json(approved);
            } else {
                JsonNode device = approved.path("device");
                in.terminal().out("Approved " + DeviceNames.of(device) + " (" + device.path("deviceId").asText() + "): roles "
                        + DeviceNames.list(device.path("roles")) + ", scopes " + DeviceNames.list(device.path("scopes")));
            }
            return Exit.OK.status();
        }
    }
}
