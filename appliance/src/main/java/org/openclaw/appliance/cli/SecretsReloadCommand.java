package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw secrets reload}: the running gateway resolves its secrets anew. */
final class SecretsReloadCommand implements Command {

    /** Programs that keep secrets may take their time. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Override
    public void describe(CommandSpec spec) {
        spec.addOption(Options.json());
        ClientFlags.describe(spec, "Milliseconds to wait for the gateway (default: 30000).");
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, ClientException, InterruptedException {
        ClientFlags flags = ClientFlags.of(args);
        try (GatewayConnection gateway = in.gateway().open(GatewayAccess.Wish.forScope(flags, "operator.admin"))) {
            JsonNode answer = gateway.call("secrets.reload", Json.object(), flags.timeoutOr(PATIENCE));
            if (args.hasMatchedOption("--json")) {
                in.terminal().json(answer);
                return Exit.OK.status();
            }
            int warnings = answer.path("warningCount").asInt();
            in.terminal().out(warnings == 0
                    ? "Secrets reloaded."
                    : "Secrets reloaded with " + warnings + (warnings == 1 ? " warning" : " warnings")
                            + "; `openclaw secrets list` shows what can't be had.");
            return Exit.OK.status();
        }
    }
}
