package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.secret.Secrets;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw secrets list}: which secrets there are, where they come from and whether they can be had. No values. */
final class SecretsListCommand implements Command {

    private static final String ALLOW_EXEC = "--allow-exec";

    @Override
    public void describe(CommandSpec spec) {
        spec.addOption(Options.flag(ALLOW_EXEC, "Where no gateway runs, run the programs of exec providers."));
        spec.addOption(Options.json());
        ClientFlags.describe(spec);
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, ClientException, InterruptedException {
        JsonNode listing = listing(args, in);
        if (args.hasMatchedOption("--json")) {
            in.terminal().json(listing);
        } else {
            print(listing, in.terminal());
        }
        return Exit.OK.status();
    }

    private static JsonNode listing(ParseResult args, Invocation in)
            throws CommandException, ClientException, InterruptedException {
        ClientFlags flags = ClientFlags.of(args);
        try (GatewayConnection gateway = in.gateway().open(GatewayAccess.Wish.forScope(flags, "operator.admin"))) {
            return gateway.call("appliance.secrets.list", Json.object(), flags.timeoutOr(ClientFlags.DEFAULT_TIMEOUT));
        } catch (ClientException e) {
            if (e.reason() != ClientException.Reason.UNREACHABLE || flags.url() != null) {
                throw e;
            }
            in.terminal().err("No gateway runs; this is what one would find now.");
            return local(in, args.hasMatchedOption(ALLOW_EXEC));
        }
    }

    private static JsonNode local(Invocation in, boolean programs) throws CommandException {
        LocalConfig config = LocalConfig.of(in.environment(), in.paths());
        if (config.config().isEmpty()) {
            throw CommandException.failed("the configuration is " + config.state());
        }
        try {
            return new Secrets(in.paths(), in.clock()).overview(config.config().get(), config.environment(), programs);
        } catch (IOException e) {
            throw CommandException.failed(e.getMessage());
        }
    }

    private static void print(JsonNode listing, Terminal terminal) {
        if (listing.path("references").isEmpty()) {
            terminal.out("The configuration refers to no secrets.");
        } else {
            Rows rows = new Rows().add("State", "Source", "Provider", "Id", "Used by");
            listing.path("references").forEach(row -> rows.add(
                    row.path("state").asText(), row.path("source").asText(), row.path("provider").asText(),
                    row.path("id").asText(), row.path("path").asText()));
            rows.print(terminal);
        }
        if (!listing.path("store").isEmpty()) {
            terminal.out("");
            Rows rows = new Rows().add("Stored", "Kind", "Used by");
            listing.path("store").forEach(row -> rows.add(
                    row.path("name").asText(), row.path("kind").asText(), SecretsStoreListCommand.joined(row.path("referencedBy"))));
            rows.print(terminal);
        }
    }
}
