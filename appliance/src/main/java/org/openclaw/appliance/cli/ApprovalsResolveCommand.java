package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * {@code openclaw approvals approve <id>}, {@code deny <id>} and {@code resolve <id> <decision>}: answers a question. The
 * beginning of an id will do where only one question has it.
 */
final class ApprovalsResolveCommand implements Command {

    private static final int SHORTEST_PREFIX = 4;

    private final String decision;

    /** @param decision what is answered, or null when the command line says it */
    ApprovalsResolveCommand(String decision) {
        this.decision = decision;
    }

    @Override
    public void describe(CommandSpec spec) {
        spec.addPositional(Options.argument(0, "<id>", "The question's id, from `openclaw approvals pending`."));
        if (decision == null) {
            spec.addPositional(Options.argument(1, "<decision>", "allow-once, allow-always or deny."));
            spec.addOption(Options.value("--reason", "<text>", "A note, shown with the confirmation only."));
        } else if (!decision.equals("deny")) {
            spec.addOption(Options.flag("--always", "Don't ask again for this very command in that folder."));
        }
        spec.addOption(Options.json());
        ClientFlags.describe(spec);
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, ClientException, InterruptedException {
        ClientFlags flags = ClientFlags.of(args);
        Duration timeout = flags.timeoutOr(ClientFlags.DEFAULT_TIMEOUT);
        String said = decision(args);
        try (GatewayConnection gateway = in.gateway().open(GatewayAccess.Wish.forScope(flags, "operator.approvals"))) {
            String id = id(gateway, args.matchedPositionalValue(0, ""), timeout, in);
            JsonNode answer = gateway.call(
                    "approval.resolve",
                    Json.object().put("id", id).put("kind", "exec").put("decision", said),
                    timeout);
            JsonNode approval = answer.path("approval");
            boolean same = approval.path("decision").asText().equals(said);
            if (args.hasMatchedOption("--json")) {
                in.terminal().json(answer);
            } else if (same) {
                String note = args.hasMatchedOption("--reason") ? " (" + args.matchedOptionValue("--reason", "") + ")" : "";
                in.terminal().out((said.equals("deny") ? "Denied " : "Allowed ") + id
                        + (answer.path("applied").asBoolean() ? "" : ": already resolved (same decision)") + note);
            }
            if (!same) {
                throw CommandException.failed("This question is over already: " + approval.path("status").asText()
                        + " (" + approval.path("reason").asText() + ").");
            }
            return Exit.OK.status();
        }
    }

    private String decision(ParseResult args) throws CommandException {
        if (decision != null) {
            boolean always = !decision.equals("deny") && args.hasMatchedOption("--always");
            return always ? "allow-always" : decision;
        }
        String said = args.matchedPositionalValue(1, "");
        if (!List.of("allow-once", "allow-always", "deny").contains(said)) {
            throw CommandException.usage("The decision is allow-once, allow-always or deny.");
        }
        return said;
    }

    private static String id(GatewayConnection gateway, String wanted, Duration timeout, Invocation in)
            throws CommandException, ClientException, InterruptedException {
        JsonNode pending = gateway.call("exec.approval.list", Json.object(), timeout);
        List<String> matching = new ArrayList<>();
        for (JsonNode approval : pending) {
            String id = approval.path("id").asText();
            if (id.equals(wanted)) {
                return id;
            }
            if (wanted.length() >= SHORTEST_PREFIX && id.startsWith(wanted)) {
                matching.add(id);
            }
        }
        if (matching.size() > 1) {
            ApprovalsPendingCommand.show(pending, in);
            throw CommandException.failed("More than one question begins with " + wanted + "; give more of the id.");
        }
        return matching.isEmpty() ? wanted : matching.getFirst();
    }
}
