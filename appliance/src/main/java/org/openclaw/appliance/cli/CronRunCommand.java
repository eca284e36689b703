package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.config.TimeSpan;
import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw cron run <id>}, which can wait for the run's end. */
final class CronRunCommand implements Command {

    @Override
    public void describe(CommandSpec spec) {
        spec.addPositional(Options.argument(0, "<id>", "The job's id, as the list shows it."));
        spec.addOption(Options.flag("--due", "Only where its time has come."));
        spec.addOption(Options.flag("--wait", "Wait for the end; exit status 0 only where all went well."));
        spec.addOption(Options.value("--wait-timeout", "<duration>", "How long to wait (default: 10m)."));
        spec.addOption(Options.value("--poll-interval", "<duration>", "How often to look (default: 2s)."));
        spec.addOption(Options.json());
        ClientFlags.describe(spec);
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, ClientException, InterruptedException {
        ClientFlags flags = ClientFlags.of(args);
        Duration timeout = flags.timeoutOr(ClientFlags.DEFAULT_TIMEOUT);
        Duration patience = span(args.matchedOptionValue("--wait-timeout", "10m"), "--wait-timeout");
        Duration pause = span(args.matchedOptionValue("--poll-interval", "2s"), "--poll-interval");
        String id = args.matchedPositionalValue(0, "");
        ObjectNode params = Json.object().put("id", id).put("mode", args.hasMatchedOption("--due") ? "due" : "force");
        try (GatewayConnection gateway = in.gateway().open(GatewayAccess.Wish.forScope(flags, "operator.admin"))) {
            JsonNode begun = gateway.call("cron.run", params, timeout);
            if (!args.hasMatchedOption("--wait") || !begun.has("runId")) {
                in.terminal().json(begun);
                return Exit.OK.status();
            }
            ObjectNode query = Json.object().put("id", id).put("runId", begun.path("runId").asText()).put("limit", 1);
            for (long left = patience.toMillis(); left > 0; left -= pause.toMillis()) {
                JsonNode entries = gateway.call("cron.runs", query, timeout).path("entries");
                if (!entries.isEmpty()) {
                    in.terminal().json(entries.get(0));
                    boolean well = entries.get(0).path("completionStatus").asText().equals("succeeded");
                    return well ? Exit.OK.status() : Exit.FAILED.status();
                }
                Pause.of(pause);
            }
            throw CommandException.failed("the run has not ended within " + patience.toSeconds() + " s; `openclaw cron runs " + id + "` shows it later");
        }
    }

    private static Duration span(String text, String flag) throws CommandException {
        long millis = TimeSpan.parse(text).orElse(0);
        if (millis == 0) {
            throw CommandException.usage(flag + " must be a span of time such as 2s or 10m");
        }
        return Duration.ofMillis(millis);
    }
}
