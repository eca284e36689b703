package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw cron list}. */
final class CronListCommand implements Command {

    @Override
    public void describe(CommandSpec spec) {
        spec.addOption(Options.flag("--all", "Also show jobs that are switched off."));
        spec.addOption(Options.value("--agent", "<id>", "Only those of one agent."));
        spec.addOption(Options.json());
        ClientFlags.describe(spec);
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, ClientException, InterruptedException {
        ClientFlags flags = ClientFlags.of(args);
        ObjectNode params = Json.object().put("includeDisabled", args.hasMatchedOption("--all"));
        String agent = args.matchedOptionValue("--agent", null);
        if (agent != null) {
            params.put("agentId", agent);
        }
        try (GatewayConnection gateway = in.gateway().open(GatewayAccess.Wish.forScope(flags, "operator.read"))) {
            JsonNode page = gateway.call("cron.list", params, flags.timeoutOr(ClientFlags.DEFAULT_TIMEOUT));
            page.path("jobs").forEach(job -> ((ObjectNode) job).put("status", CronText.status(job)));
            if (args.hasMatchedOption("--json")) {
                in.terminal().json(page);
            } else {
                print(page, in);
            }
            return Exit.OK.status();
        }
    }

    private static void print(JsonNode page, Invocation in) {
        if (page.path("jobs").isEmpty()) {
            in.terminal().out("No automations. `openclaw cron add --name pump --every 1h --message \"Check the pump.\"` adds one.");
            return;
        }
        long now = in.clock().millis();
        Rows rows = new Rows().add("ID", "NAME", "SCHEDULE", "NEXT", "LAST", "STATUS", "DELIVERY");
        for (JsonNode job : page.path("jobs")) {
            String id = job.path("id").asText();
            rows.add(
                    id, job.path("displayName").asText(job.path("name").asText()), CronText.schedule(job.path("schedule")),
                    CronText.until(now, job.path("nextRunAtMs").asLong()), Ages.ago(now, job.path("lastRunAtMs").asLong()),
                    CronText.status(job), page.path("deliveryPreviews").path(id).path("label").asText("-"));
        }
        rows.print(in.terminal());
        if (page.path("hasMore").asBoolean()) {
            in.terminal().err("More exist (" + page.path("total").asInt() + " in all).");
        }
    }
}
