package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.ZoneId;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw gateway usage-cost}: tokens and their price, by day. */
final class UsageCostCommand implements Command {

    private static final int DAYS = 30;
    private static final int MOST_DAYS = 400;

    @Override
    public void describe(CommandSpec spec) {
        spec.addOption(Options.number("--days", "<n>", "So many days up to today; 30 by default."));
        spec.addOption(Options.json());
        ClientFlags.describe(spec);
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, ClientException, InterruptedException {
        ClientFlags flags = ClientFlags.of(args);
        int days = args.matchedOptionValue("--days", DAYS);
        if (days < 1 || days > MOST_DAYS) {
            throw CommandException.usage("--days must be between 1 and " + MOST_DAYS);
        }
        ObjectNode params = Json.object()
                .put("days", days)
                .put("mode", "specific")
                .put("timeZone", ZoneId.systemDefault().getId());
        try (GatewayConnection gateway = in.gateway().open(GatewayAccess.Wish.forScope(flags, "operator.read"))) {
            JsonNode cost = gateway.call("usage.cost", params, flags.timeoutOr(ClientFlags.DEFAULT_TIMEOUT));
            if (args.hasMatchedOption("--json")) {
                in.terminal().json(cost);
            } else {
                UsageText.print(cost, in.terminal());
            }
            return Exit.OK.status();
        }
    }
}
