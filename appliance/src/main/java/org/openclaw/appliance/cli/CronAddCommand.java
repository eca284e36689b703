package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw cron add}, also called {@code create}. */
final class CronAddCommand implements Command {

    @Override
    public void describe(CommandSpec spec) {
        spec.addPositional(optional(0, "[scheduleOrName]", "When, such as 20m, \"every 1h\" or \"0 7 * * *\"; the name, where a flag says when."));
        spec.addPositional(optional(1, "[message]", "The message of the agent's turn."));
        spec.addOption(Options.flag("--disabled", "Add it switched off."));
        spec.addOption(Options.value("--declaration-key", "<key>", "Change the job with this key instead of adding another one."));
        CronFlags.describe(spec);
        spec.addOption(Options.json());
        ClientFlags.describe(spec);
    }

    private static PositionalParamSpec optional(int index, String label, String description) {
        return PositionalParamSpec.builder().index(Integer.toString(index)).paramLabel(label).type(String.class).arity("0..1")
                .description(description).build();
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, ClientException, InterruptedException {
        ClientFlags flags = ClientFlags.of(args);
        ObjectNode job = job(args, in);
        try (GatewayConnection gateway = in.gateway().open(GatewayAccess.Wish.forScope(flags, "operator.admin"))) {
            in.terminal().json(gateway.call("cron.add", job, flags.timeoutOr(ClientFlags.DEFAULT_TIMEOUT)));
            return Exit.OK.status();
        }
    }

    private static ObjectNode job(ParseResult args, Invocation in) throws CommandException {
        String first = args.matchedPositionalValue(0, null);
        String message = CronFlags.text(args, "--message") == null ? args.matchedPositionalValue(1, null) : CronFlags.text(args, "--message");
        ObjectNode schedule = CronFlags.schedule(args, in.clock());
        ObjectNode job = Json.object();
        CronFlags.common(args, job);
        if (schedule == null && first == null) {
            throw CommandException.usage(
                    "when shall it run? Give --at, --every or --cron", "Example: openclaw cron add --name pump --every 1h --message \"Check the pump.\"");
        }
        if (schedule != null && first != null && !job.has("name")) {
            job.put("name", first);
        }
        ObjectNode payload = CronFlags.payload(args, message);
        if (payload == null) {
            throw CommandException.usage("what shall it do? Give --message, --system-event or --command");
        }
        if (!job.has("name")) {
            throw CommandException.usage("--name is missing");
        }
        job.set("schedule", schedule == null ? CronFlags.schedule(args, first, in.clock()) : schedule);
        job.set("payload", payload);
        boolean main = payload.path("kind").asText().equals("systemEvent");
        if (!job.has("sessionTarget")) {
            job.put("sessionTarget", main ? "main" : "isolated");
        }
        if (!job.has("wakeMode")) {
            job.put("wakeMode", "now");
        }
        ObjectNode delivery = CronFlags.delivery(args);
        if (delivery != null) {
            job.set("delivery", delivery);
        }
        if (args.hasMatchedOption("--disabled")) {
            job.put("enabled", false);
        }
        String key = CronFlags.text(args, "--declaration-key");
        return key == null ? job : job.put("declarationKey", key);
    }
}
