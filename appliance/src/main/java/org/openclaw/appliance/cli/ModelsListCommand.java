package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw models list}. */
final class ModelsListCommand implements Command {

    @Override
    public void describe(CommandSpec spec) {
        spec.addOption(Options.flag("--all", "All known models, not just the configured ones."));
        spec.addOption(Options.value("--provider", "<id>", "Only those of one provider."));
        spec.addOption(Options.json());
        ClientFlags.describe(spec);
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, ClientException, InterruptedException {
        ClientFlags flags = ClientFlags.of(args);
        var params = Json.object().put("view", args.hasMatchedOption("--all") ? "all" : "default");
        String provider = args.matchedOptionValue("--provider", null);
        if (provider != null) {
            params.put("provider", provider);
        }
        try (GatewayConnection gateway = in.gateway().open(GatewayAccess.Wish.forScope(flags, "operator.read"))) {
            JsonNode answer = gateway.call("models.list", params, flags.timeoutOr(ClientFlags.DEFAULT_TIMEOUT));
            if (args.hasMatchedOption("--json")) {
                in.terminal().json(answer);
            } else {
                print(answer.path("models"), in.terminal());
            }
            return Exit.OK.status();
        }
    }

    private static void print(JsonNode models, Terminal terminal) {
        if (models.isEmpty()) {
            terminal.out("No models configured.");
            return;
        }
        Rows rows = new Rows().add("MODEL", "NAME", "CONTEXT", "AVAILABLE");
        for (JsonNode model : models) {
            rows.add(
                    model.path("provider").asText() + "/" + model.path("id").asText(),
                    model.path("name").asText("-"),
                    model.path("contextWindow").asText("-"),
                    model.path("available").asText("-"));
        }
        rows.print(terminal);
    }
}
