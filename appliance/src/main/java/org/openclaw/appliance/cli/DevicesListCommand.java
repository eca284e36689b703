package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw devices list}: devices that wait and devices that were approved. */
final class DevicesListCommand implements Command {

    @Override
    public void describe(CommandSpec spec) {
        spec.addOption(Options.json());
        ClientFlags.describe(spec);
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, ClientException, InterruptedException {
        ClientFlags flags = ClientFlags.of(args);
        try (GatewayConnection gateway = in.gateway().open(GatewayAccess.Wish.forScope(flags, "operator.pairing"))) {
            JsonNode lists =
                    gateway.call("device.pair.list", Json.object(), flags.timeoutOr(ClientFlags.DEFAULT_TIMEOUT));
            if (args.hasMatchedOption("--json")) {
                in.terminal().json(lists);
            } else {
                pending(lists.path("pending"), in);
                paired(lists.path("paired"), in);
            }
            return Exit.OK.status();
        }
    }

    /** The devices that wait, as people read them. */
    static void pending(JsonNode requests, Invocation in) {
        in.terminal().out(in.terminal().strong("Pending (" + requests.size() + ")"));
        if (requests.isEmpty()) {
            return;
        }
        Rows rows = new Rows().add("REQUEST", "DEVICE", "ROLE", "SCOPES", "FROM", "AGE");
        long now = in.clock().millis();
        for (JsonNode request : requests) {
            rows.add(
                    request.path("requestId").asText(),
                    DeviceNames.of(request) + (request.path("isRepair").asBoolean() ? " (paired, asks for more)" : ""),
                    DeviceNames.list(request.path("roles")),
                    DeviceNames.list(request.path("scopes")),
                    request.path("remoteIp").asText("this machine"),
                    Ages.ago(now, request.path("ts").asLong()));
        }
        rows.print(in.terminal());
        in.terminal().out("Approve one with `openclaw devices approve <request>`.");
    }

    private static void paired(JsonNode devices, Invocation in) {
        in.terminal().out(in.terminal().strong("Paired (" + devices.size() + ")"));
        if (devices.isEmpty()) {
            return;
        }
        Rows rows = new Rows().add("DEVICE", "NAME", "ROLES", "SCOPES", "APPROVED", "SEEN");
        long now = in.clock().millis();
        for (JsonNode device : devices) {
            rows.add(
                    device.path("deviceId").asText(),
                    DeviceNames.of(device),
                    DeviceNames.list(device.path("roles")),
                    DeviceNames.list(device.path("scopes")),
                    device.path("approvedVia").asText("-"),
                    device.path("connected").asBoolean() ? "now" : Ages.ago(now, device.path("lastSeenAtMs").asLong()));
        }
        rows.print(in.terminal());
    }
}
