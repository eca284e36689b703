package org.openclaw.appliance.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw gateway call <method>}: any method, for people who know the protocol. */
final class GatewayCallCommand implements Command {

    @Override
    public void describe(CommandSpec spec) {
        spec.addPositional(Options.argument(0, "<method>", "The method, such as health or sessions.list."));
        spec.addOption(Options.value("--params", "<json>", "Parameters, a JSON object (default: {})."));
        spec.addOption(Options.flag("--expect-final", "Wait for the second answer of methods that answer twice."));
        spec.addOption(Options.json());
        ClientFlags.describe(spec);
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, ClientException, InterruptedException {
        ClientFlags flags = ClientFlags.of(args);
        JsonNode params = params(args.matchedOptionValue("--params", "{}"));
        String method = args.matchedPositionalValue(0, "");
        Duration timeout = flags.timeoutOr(ClientFlags.DEFAULT_TIMEOUT);
        try (GatewayConnection gateway = in.gateway().open(GatewayAccess.Wish.forScope(flags, "operator.admin"))) {
            JsonNode payload = args.hasMatchedOption("--expect-final")
                    ? gateway.callFinal(method, params, timeout)
                    : gateway.call(method, params, timeout);
            in.terminal().json(payload);
            return Exit.OK.status();
        }
    }

    private static JsonNode params(String text) throws CommandException {
        try {
            JsonNode params = Json.parse(text);
            if (params.isObject()) {
                return params;
            }
        } catch (JsonProcessingException e) {
            throw CommandException.usage(
                    "--params is not JSON: " + e.getOriginalMessage(), "Example: --params '{\"limit\":10}'");
        }
        throw CommandException.usage("--params must be a JSON object", "Example: --params '{\"limit\":10}'");
    }
}
