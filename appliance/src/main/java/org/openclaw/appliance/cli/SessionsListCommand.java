package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw sessions list}. */
final class SessionsListCommand implements Command {

    private static final int DEFAULT_LIMIT = 50;
    private static final int MOST = 1000;

    @Override
    public void describe(CommandSpec spec) {
        spec.addOption(Options.number("--limit", "<n>", "At most so many sessions (default: 50)."));
        spec.addOption(Options.number("--active", "<minutes>", "Only those active within so many minutes."));
        spec.addOption(Options.value("--agent", "<id>", "Only those of one agent."));
        spec.addOption(Options.json());
        ClientFlags.describe(spec);
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, ClientException, InterruptedException {
        ClientFlags flags = ClientFlags.of(args);
        int limit = args.matchedOptionValue("--limit", DEFAULT_LIMIT);
        int active = args.matchedOptionValue("--active", 0);
        if (limit < 1 || limit > MOST || active < 0) {
            throw CommandException.usage("--limit must be between 1 and 1000, --active a number of minutes");
        }
        ObjectNode params = Json.object().put("limit", limit);
        if (active > 0) {
            params.put("activeMinutes", active);
        }
        String agent = args.matchedOptionValue("--agent", null);
        if (agent != null) {
            params.put("agentId", agent);
        }
        try (GatewayConnection gateway = in.gateway().open(GatewayAccess.Wish.forScope(flags, "operator.read"))) {
            JsonNode page =
                    gateway.call("sessions.list", params, flags.timeoutOr(ClientFlags.DEFAULT_TIMEOUT));
            if (args.hasMatchedOption("--json")) {
                in.terminal().json(page);
            } else {
                print(page, in);
            }
            return Exit.OK.status();
        }
    }

    private static void print(JsonNode page, Invocation in) {
        JsonNode sessions = page.path("sessions");
        if (sessions.isEmpty()) {
            in.terminal().out("No sessions yet. `openclaw agent --agent main --message \"hello\"` starts one.");
            return;
        }
        Rows rows = new Rows().add("KEY", "KIND", "MODEL", "TOKENS", "ACTIVE");
        long now = in.clock().millis();
        for (JsonNode session : sessions) {
            rows.add(
                    session.path("key").asText(),
                    session.path("kind").asText("-"),
                    session.path("model").asText("-"),
                    session.path("totalTokens").asText("-"),
                    Ages.ago(now, session.path("updatedAt").asLong()));
        }
        rows.print(in.terminal());
        if (page.path("hasMore").asBoolean()) {
            in.terminal().err("More sessions exist (" + page.path("totalCount").asInt() + " in all); use --limit.");
        }
    }
}
