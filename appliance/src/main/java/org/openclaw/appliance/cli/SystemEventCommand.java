package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw system event}: a note for the agent. */
final class SystemEventCommand implements Command {

    @Override
    public void describe(CommandSpec spec) {
        spec.addOption(Options.value("--text", "<text>", "What happened."));
        spec.addOption(Options.value("--mode", "<mode>", "now, or next-heartbeat (default)."));
        spec.addOption(Options.value("--session-key", "<key>", "For another conversation than the main one."));
        spec.addOption(Options.json());
        ClientFlags.describe(spec);
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, ClientException, InterruptedException {
        ClientFlags flags = ClientFlags.of(args);
        String text = args.matchedOptionValue("--text", "");
        if (text.isBlank()) {
            throw CommandException.usage("--text is missing", "Example: openclaw system event --text \"The pump stopped.\" --mode now");
        }
        ObjectNode params = Json.object().put("text", text).put("mode", args.matchedOptionValue("--mode", "next-heartbeat"));
        String key = args.matchedOptionValue("--session-key", null);
        if (key != null) {
            params.put("sessionKey", key);
        }
        try (GatewayConnection gateway = in.gateway().open(GatewayAccess.Wish.forScope(flags, "operator.write"))) {
            JsonNode answer = gateway.call("wake", params, flags.timeoutOr(ClientFlags.DEFAULT_TIMEOUT));
            if (args.hasMatchedOption("--json")) {
                in.terminal().json(answer);
            } else {
                in.terminal().out("ok");
            }
            return Exit.OK.status();
        }
    }
}
