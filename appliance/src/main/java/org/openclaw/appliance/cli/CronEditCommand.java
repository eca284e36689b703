package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw cron edit <id>}: changes what the flags name, and nothing else. */
final class CronEditCommand implements Command {

    private static final List<String> CLEARED_JOB = List.of("agent", "session-key", "display-name");
    private static final List<String> CLEARED_PAYLOAD = List.of("model", "thinking");
    private static final List<String> CLEARED_DELIVERY = List.of("channel", "to", "account", "thread-id");

    @Override
    public void describe(CommandSpec spec) {
        spec.addPositional(Options.argument(0, "<id>", "The job's id, as the list shows it."));
        spec.addOption(Options.flag("--enable", "Switch it on."));
        spec.addOption(Options.flag("--disable", "Switch it off."));
        for (List<String> group : List.of(CLEARED_JOB, CLEARED_PAYLOAD, CLEARED_DELIVERY)) {
            group.forEach(name -> spec.addOption(Options.flag("--clear-" + name, "Take away --" + name + ".")));
        }
        CronFlags.describe(spec);
        spec.addOption(Options.json());
        ClientFlags.describe(spec);
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, ClientException, InterruptedException {
        ClientFlags flags = ClientFlags.of(args);
        Duration timeout = flags.timeoutOr(ClientFlags.DEFAULT_TIMEOUT);
        String id = args.matchedPositionalValue(0, "");
        try (GatewayConnection gateway = in.gateway().open(GatewayAccess.Wish.forScope(flags, "operator.admin"))) {
            JsonNode job = gateway.call("cron.get", Json.object().put("id", id), timeout);
            ObjectNode patch = patch(args, in, job);
            if (patch.isEmpty()) {
                throw CommandException.usage("nothing to change; `openclaw cron edit --help` shows the flags");
            }
            ObjectNode change = Json.object().put("id", id);
            change.set("patch", patch);
            in.terminal().json(gateway.call("cron.update", change, timeout));
            return Exit.OK.status();
        }
    }

    private static ObjectNode patch(ParseResult args, Invocation in, JsonNode job) throws CommandException {
        ObjectNode patch = Json.object();
        CronFlags.common(args, patch);
        clear(args, CLEARED_JOB, patch);
        if (args.hasMatchedOption("--enable") || args.hasMatchedOption("--disable")) {
            patch.put("enabled", args.hasMatchedOption("--enable"));
        }
        ObjectNode schedule = CronFlags.schedule(args, in.clock());
        if (schedule != null) {
            patch.set("schedule", schedule);
        }
        set(patch, "payload", payload(args, job));
        ObjectNode delivery = CronFlags.delivery(args);
        ObjectNode changed = delivery == null ? Json.object() : delivery;
        clear(args, CLEARED_DELIVERY, changed);
        set(patch, "delivery", changed);
        return patch;
    }

    private static ObjectNode payload(ParseResult args, JsonNode job) throws CommandException {
        String kind = job.path("payload").path("kind").asText();
        boolean ofTurn = CronFlags.text(args, "--model") != null || CronFlags.text(args, "--thinking") != null
                || args.hasMatchedOption("--light-context") || args.matchedOptionValue("--timeout-seconds", null) != null;
        String message = CronFlags.text(args, "--message");
        boolean other = args.hasMatchedOption("--command") || args.hasMatchedOption("--command-argv") || args.hasMatchedOption("--system-event");
        if (message == null && ofTurn && !other && kind.equals("agentTurn")) {
            message = job.path("payload").path("message").asText();
        }
        ObjectNode payload = CronFlags.payload(args, message);
        ObjectNode changed = payload == null ? Json.object() : payload;
        clear(args, CLEARED_PAYLOAD, changed);
        if (!changed.isEmpty() && !changed.has("kind")) {
            changed.put("kind", kind);
        }
        return changed;
    }

    private static void set(ObjectNode patch, String name, ObjectNode part) {
        if (!part.isEmpty()) {
            patch.set(name, part);
        }
    }

    private static void clear(ParseResult args, List<String> names, ObjectNode node) {
        for (String name : names) {
            if (args.hasMatchedOption("--clear-" + name)) {
                node.putNull(
                        switch (name) {
                            case "agent" -> "agentId";
                            case "session-key" -> "sessionKey";
                            case "display-name" -> "displayName";
                            case "account" -> "accountId";
                            case "thread-id" -> "threadId";
                            default -> name;
                        });
            }
        }
    }
}
