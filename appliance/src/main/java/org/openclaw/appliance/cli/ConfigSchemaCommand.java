package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw config schema}: the gateway's own schema of its configuration, or what it knows of one path. */
final class ConfigSchemaCommand implements Command {

    @Override
    public void describe(CommandSpec spec) {
        spec.addOption(Options.value("--path", "<path>", "Only what is known of this path."));
        spec.addOption(Options.json());
        ClientFlags.describe(spec);
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, ClientException, InterruptedException {
        ClientFlags flags = ClientFlags.of(args);
        String path = args.matchedOptionValue("--path", null);
        try (GatewayConnection gateway = in.gateway().open(GatewayAccess.Wish.forScope(flags, "operator.read"))) {
            var timeout = flags.timeoutOr(ClientFlags.DEFAULT_TIMEOUT);
            JsonNode answer = path == null
                    ? gateway.call("config.schema", Json.object(), timeout).path("schema")
                    : gateway.call("config.schema.lookup", Json.object().put("path", path), timeout);
            in.terminal().json(answer);
            return Exit.OK.status();
        }
    }
}
