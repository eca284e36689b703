package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Function;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** A command that makes one call and prints the answer as JSON, which scripts read and people can. */
final class JsonCallCommand implements Command {

    private final String method;
    private final String scope;
    private final String argument;
    private final Function<String, ObjectNode> params;

    /** Takes no argument. */
    JsonCallCommand(String method, String scope, ObjectNode params) {
        this(method, scope, null, nothing -> params);
    }

    /** @param argument what the one argument is, for the help */
    JsonCallCommand(String method, String scope, String argument, Function<String, ObjectNode> params) {
        this.method = method;
        this.scope = scope;
        this.argument = argument;
        this.params = params;
    }

    @Override
    public void describe(CommandSpec spec) {
        if (argument != null) {
            spec.addPositional(Options.argument(0, "<id>", argument));
        }
        spec.addOption(Options.json());
        ClientFlags.describe(spec);
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, ClientException, InterruptedException {
        ClientFlags flags = ClientFlags.of(args);
        ObjectNode wanted = params.apply(argument == null ? "" : args.matchedPositionalValue(0, ""));
        try (GatewayConnection gateway = in.gateway().open(GatewayAccess.Wish.forScope(flags, scope))) {
            JsonNode answer = gateway.call(method, wanted == null ? Json.object() : wanted, flags.timeoutOr(ClientFlags.DEFAULT_TIMEOUT));
            in.terminal().json(answer);
            return Exit.OK.status();
        }
    }
}
