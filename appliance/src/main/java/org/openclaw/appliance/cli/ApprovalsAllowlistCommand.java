package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw approvals allowlist add|remove}: changes one entry of the list, and writes nothing that is so already. */
final class ApprovalsAllowlistCommand implements Command {

    private static final String EVERY_AGENT = "*";

    private final boolean adds;

    /** @param adds or removes */
    ApprovalsAllowlistCommand(boolean adds) {
        this.adds = adds;
    }

    @Override
    public void describe(CommandSpec spec) {
        spec.addPositional(Options.argument(0, "<pattern>", "A program's path, with * and ** for parts of it, or its bare name."));
        spec.addOption(Options.value("--agent", "<id>", "For that agent alone (default: every agent)."));
        spec.addOption(Options.flag("--gateway", "Of the gateway; there is no other."));
        spec.addOption(Options.json());
        ClientFlags.describe(spec);
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, ClientException, InterruptedException {
        String pattern = args.matchedPositionalValue(0, "").strip();
        String agent = args.matchedOptionValue("--agent", EVERY_AGENT);
        if (pattern.isEmpty()) {
            throw CommandException.usage("Name the program.");
        }
        ClientFlags flags = ClientFlags.of(args);
        Duration timeout = flags.timeoutOr(ClientFlags.DEFAULT_TIMEOUT);
        try (GatewayConnection gateway = in.gateway().open(GatewayAccess.Wish.forScope(flags, "operator.admin"))) {
            JsonNode snapshot = gateway.call("exec.approvals.get", Json.object(), timeout);
            ObjectNode file = snapshot.path("file").deepCopy();
            boolean changed = change(file.withObject("agents").withObject(agent).withArray("allowlist"), pattern);
            if (changed) {
                ObjectNode params = Json.object().put("baseHash", snapshot.path("hash").asText());
                params.set("file", file);
                snapshot = gateway.call("exec.approvals.set", params, timeout);
            }
            if (args.hasMatchedOption("--json")) {
                in.terminal().json(snapshot);
            } else {
                in.terminal().out(text(changed, pattern));
            }
            return Exit.OK.status();
        }
    }

    private boolean change(ArrayNode list, String pattern) {
        int at = -1;
        for (int i = 0; i < list.size(); i++) {
            boolean byHand = list.get(i).path("argPattern").asText("").isEmpty();
            at = byHand && list.get(i).path("pattern").asText().equals(pattern) ? i : at;
        }
        if (adds == at >= 0) {
            return false;
        }
        if (adds) {
            list.addObject().put("pattern", pattern);
        } else {
            list.remove(at);
        }
        return true;
    }

    private String text(boolean changed, String pattern) {
        if (!changed) {
            return pattern + (adds ? " is on the list already." : " is not on the list.");
        }
        return adds ? "Commands of " + pattern + " are run without asking now." : "Removed " + pattern + " from the list.";
    }
}
