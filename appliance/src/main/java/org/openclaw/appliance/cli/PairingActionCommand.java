package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** A command that names one request or device and does one thing about it. */
final class PairingActionCommand implements Command {

    private final String method;
    private final String parameter;
    private final String done;

    /**
     * @param method what is called
     * @param parameter which of its parameters the argument is
     * @param done what to say afterwards, such as "Rejected"
     */
    PairingActionCommand(String method, String parameter, String done) {
        this.method = method;
        this.parameter = parameter;
        this.done = done;
    }

    @Override
    public void describe(CommandSpec spec) {
        spec.addPositional(Options.argument(0, "<id>", "The " + parameter + ", as the list shows it."));
        spec.addOption(Options.json());
        ClientFlags.describe(spec);
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, ClientException, InterruptedException {
        ClientFlags flags = ClientFlags.of(args);
        String id = args.matchedPositionalValue(0, "");
        try (GatewayConnection gateway = in.gateway().open(GatewayAccess.Wish.forScope(flags, "operator.admin"))) {
            JsonNode answer = gateway.call(
                    method, Json.object().put(parameter, id), flags.timeoutOr(ClientFlags.DEFAULT_TIMEOUT));
            if (args.hasMatchedOption("--json")) {
                in.terminal().json(answer);
            } else {
                in.terminal().out(done + " " + id);
            }
            return Exit.OK.status();
        }
    }
}
