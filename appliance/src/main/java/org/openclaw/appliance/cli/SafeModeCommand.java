package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw gateway safe-mode on|off}. */
final class SafeModeCommand implements Command {

    @Override
    public void describe(CommandSpec spec) {
        spec.addPositional(Options.argument(0, "<on|off>", "Whether the gateway shall take no work."));
        spec.addOption(Options.json());
        ClientFlags.describe(spec);
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, ClientException, InterruptedException {
        String wish = args.matchedPositionalValue(0, "");
        if (!wish.equals("on") && !wish.equals("off")) {
            throw CommandException.usage("say on or off", "Example: openclaw gateway safe-mode off");
        }
        ClientFlags flags = ClientFlags.of(args);
        try (GatewayConnection gateway = in.gateway().open(GatewayAccess.Wish.forScope(flags, "operator.admin"))) {
            JsonNode answer = gateway.call(
                    "appliance.safeMode.set",
                    Json.object().put("enabled", wish.equals("on")),
                    flags.timeoutOr(ClientFlags.DEFAULT_TIMEOUT));
            if (args.hasMatchedOption("--json")) {
                in.terminal().json(answer);
            } else {
                in.terminal().out("safe mode: " + (answer.path("active").asBoolean()
                        ? "on (" + answer.path("reason").asText() + ")"
                        : "off"));
            }
            return Exit.OK.status();
        }
    }
}
