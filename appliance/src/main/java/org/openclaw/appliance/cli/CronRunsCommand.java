package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw cron runs [id]}. */
final class CronRunsCommand implements Command {

    private static final int LIMIT = 50;

    @Override
    public void describe(CommandSpec spec) {
        spec.addPositional(PositionalParamSpec.builder().index("0").paramLabel("[id]").type(String.class).arity("0..1")
                .description("The job's id; all jobs without.").build());
        spec.addOption(Options.value("--id", "<id>", "The job's id."));
        spec.addOption(Options.number("--limit", "<n>", "At most so many (default: 50)."));
        spec.addOption(Options.number("--offset", "<n>", "Leave out so many first."));
        spec.addOption(Options.value("--run-id", "<runId>", "Only this run."));
        spec.addOption(Options.value("--status", "<status>", "all, ok, error or skipped."));
        spec.addOption(Options.value("--delivery-status", "<status>", "delivered, not-delivered, unknown or not-requested."));
        spec.addOption(Options.value("--query", "<text>", "Only those whose summary or error has this text."));
        spec.addOption(Options.value("--sort", "<direction>", "asc or desc (default)."));
        spec.addOption(Options.json());
        ClientFlags.describe(spec);
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, ClientException, InterruptedException {
        ClientFlags flags = ClientFlags.of(args);
        String id = args.matchedPositionalValue(0, args.matchedOptionValue("--id", (String) null));
        ObjectNode params = Json.object().put("limit", args.matchedOptionValue("--limit", LIMIT)).put("scope", id == null ? "all" : "job");
        put(params, "id", id);
        put(params, "runId", args.matchedOptionValue("--run-id", null));
        put(params, "status", args.matchedOptionValue("--status", null));
        put(params, "deliveryStatus", args.matchedOptionValue("--delivery-status", null));
        put(params, "query", args.matchedOptionValue("--query", null));
        put(params, "sortDir", args.matchedOptionValue("--sort", null));
        Integer offset = args.matchedOptionValue("--offset", null);
        if (offset != null) {
            params.put("offset", offset);
        }
        try (GatewayConnection gateway = in.gateway().open(GatewayAccess.Wish.forScope(flags, "operator.read"))) {
            in.terminal().json(gateway.call("cron.runs", params, flags.timeoutOr(ClientFlags.DEFAULT_TIMEOUT)));
            return Exit.OK.status();
        }
    }

    private static void put(ObjectNode params, String name, String value) {
        if (value != null) {
            params.put(name, value);
        }
    }
}
