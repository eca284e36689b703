package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * {@code openclaw health}: what the gateway says of itself. Exit status, also for supervisors: 0 when it is healthy or still
 * starting ({@code status: starting}), 1 when it says that it isn't healthy or can't be asked, 2 for wrong usage.
 */
final class HealthCommand implements Command {

    @Override
    public void describe(CommandSpec spec) {
        spec.usageMessage().footer("", "Exit status: 0 healthy or still starting, 1 not healthy or no answer, 2 wrong usage.",
                "bin/openclaw-probe asks the same of a gateway on this machine without starting Java.");
        spec.addOption(Options.json());
        spec.addOption(Options.flag("--verbose", "Probe channels live instead of using the last snapshot."));
        ClientFlags.describe(spec);
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, ClientException, InterruptedException {
        ClientFlags flags = ClientFlags.of(args);
        boolean json = args.hasMatchedOption("--json");
        GatewayAccess.Wish wish = GatewayAccess.Wish.forScope(flags, "operator.read");
        try (GatewayConnection gateway = in.gateway().open(wish)) {
            var params = Json.object();
            if (args.hasMatchedOption("--verbose")) {
                params.put("probe", true);
            }
            Duration timeout = flags.timeoutOr(ClientFlags.DEFAULT_TIMEOUT);
            JsonNode health = gateway.call("health", params, timeout);
            print(health, in, json);
            return health.path("ok").asBoolean(true) ? Exit.OK.status() : Exit.FAILED.status();
        } catch (ClientException e) {
            if (!e.stillStarting()) {
                throw e;
            }
            starting(in.terminal(), json);
            return Exit.OK.status();
        }
    }

    private static void starting(Terminal terminal, boolean json) {
        if (json) {
            terminal.json(Json.object().put("ok", false).put("status", "starting"));
        } else {
            terminal.out("gateway: still starting");
        }
    }

    private static void print(JsonNode health, Invocation in, boolean json) {
        Terminal terminal = in.terminal();
        if (json) {
            terminal.json(health);
            return;
        }
        boolean ok = health.path("ok").asBoolean(true);
        terminal.out("gateway: " + (ok ? terminal.good("ok") : terminal.bad("degraded")) + " ("
                + health.path("durationMs").asLong() + " ms)");
        terminal.out("agents: " + names(health.path("agents"), "agentId"));
        terminal.out("sessions: " + health.path("sessions").path("count").asInt());
        JsonNode order = health.path("channelOrder");
        MemoryText.print(health.path("memory"), terminal);
        DiskText.print(health.path("appliance"), terminal);
        ReloadText.print(health.path("appliance"), in);
        terminal.out("channels: " + (order.isEmpty() ? "none configured" : names(order, "")));
    }

    private static String names(JsonNode items, String field) {
        StringBuilder names = new StringBuilder();
        for (JsonNode item : items) {
            names.append(names.isEmpty() ? "" : ", ")
                    .append(field.isEmpty() ? item.asText() : item.path(field).asText());
        }
        return names.isEmpty() ? "none" : names.toString();
    }
}
