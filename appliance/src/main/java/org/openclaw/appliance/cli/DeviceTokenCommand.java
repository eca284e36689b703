package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw devices rotate|revoke}: replaces a device's token, or ends it. */
final class DeviceTokenCommand implements Command {

    private final boolean rotate;

    DeviceTokenCommand(boolean rotate) {
        this.rotate = rotate;
    }

    @Override
    public void describe(CommandSpec spec) {
        spec.addOption(Options.value("--device", "<id>", "The device's id, from `openclaw devices list`."));
        spec.addOption(Options.value("--role", "<role>", "The token's role: operator or node."));
        if (rotate) {
            spec.addOption(OptionSpec.builder("--scope")
                    .paramLabel("<scope>")
                    .type(String[].class)
                    .arity("1..*")
                    .description("The new token's scopes (default: as before).")
                    .build());
            spec.addOption(Options.flag("--no-scopes", "A new token without scopes."));
        }
        spec.addOption(Options.json());
        ClientFlags.describe(spec);
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, ClientException, InterruptedException {
        ClientFlags flags = ClientFlags.of(args);
        String device = args.matchedOptionValue("--device", null);
        String role = args.matchedOptionValue("--role", null);
        if (device == null || role == null) {
            throw CommandException.usage("--device and --role are needed");
        }
        ObjectNode params = Json.object().put("deviceId", device).put("role", role);
        if (rotate) {
            scopes(args, params);
        }
        String method = rotate ? "device.token.rotate" : "device.token.revoke";
        try (GatewayConnection gateway = in.gateway().open(GatewayAccess.Wish.forScope(flags, "operator.admin"))) {
            in.terminal().json(gateway.call(method, params, flags.timeoutOr(ClientFlags.DEFAULT_TIMEOUT)));
            return Exit.OK.status();
        }
    }

    private static void scopes(ParseResult args, ObjectNode params) throws CommandException {
        String[] scopes = args.matchedOptionValue("--scope", null);
        boolean none = args.hasMatchedOption("--no-scopes");
        if (scopes != null && none) {
            throw CommandException.usage("--scope and --no-scopes exclude each other");
        }
        if (scopes != null || none) {
            ArrayNode list = params.putArray("scopes");
            for (String scope : scopes == null ? new String[0] : scopes) {
                list.add(scope);
            }
        }
    }
}
