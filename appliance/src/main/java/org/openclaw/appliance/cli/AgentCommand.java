package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw agent}: one agent turn, waited for. Ctrl-C aborts the turn. */
final class AgentCommand implements Command {

    private static final long DEFAULT_SECONDS = 600;
    private static final long MOST_SECONDS = 24 * 60 * 60;

    // The gateway's own limit comes first and tells more than a lost patience would.
    private static final Duration GRACE = Duration.ofSeconds(15);
    private static final Duration ABORT_TIMEOUT = Duration.ofMillis(1_500);

    private static final List<String> ADDRESSES = List.of("--to", "--session-key", "--session-id", "--agent");

    @Override
    public void describe(CommandSpec spec) {
        spec.addOption(OptionSpec.builder("-m", "--message")
                .paramLabel("<text>")
                .type(String.class)
                .arity("1")
                .required(true)
                .description("What to tell the agent.")
                .build());
        spec.addOption(Options.value("--to", "<target>", "Whose conversation, such as a phone number."));
        spec.addOption(Options.value("--session-key", "<key>", "Which session, such as main or agent:ops:incident."));
        spec.addOption(Options.value("--session-id", "<id>", "Which session, by id."));
        spec.addOption(Options.value("--agent", "<id>", "Which agent."));
        spec.addOption(Options.value("--model", "<provider/model>", "Another model for this turn."));
        spec.addOption(Options.value("--thinking", "<level>", "How hard to think: off, minimal, low, medium, high."));
        spec.addOption(Options.flag("--deliver", "Also send the reply to --to, over --channel."));
        spec.addOption(Options.value("--channel", "<name>", "With --deliver: which channel; the only one when left out."));
        spec.addOption(Options.json());
        ClientFlags.describe(spec, "<s>", "Seconds the turn may take (default: 600).");
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, ClientException, InterruptedException {
        if (ADDRESSES.stream().noneMatch(args::hasMatchedOption)) {
            throw CommandException.usage(
                    "say who is meant with one of --to, --session-key, --session-id or --agent",
                    "Example: openclaw agent --agent main --message \"hello\"");
        }
        long seconds = args.matchedOptionValue("--timeout", DEFAULT_SECONDS);
        if (seconds < 1 || seconds > MOST_SECONDS) {
            throw CommandException.usage("--timeout must be between 1 and 86400 seconds");
        }
        ObjectNode params = params(args, seconds);
        GatewayAccess.Wish wish = GatewayAccess.Wish.forScope(ClientFlags.of(args, null), "operator.admin");
        try (GatewayConnection gateway = open(in, wish)) {
            JsonNode last = turn(gateway, params, Duration.ofSeconds(seconds).plus(GRACE), wish, in);
            return print(last, in.terminal(), args.hasMatchedOption("--json"));
        }
    }

    private static GatewayConnection open(Invocation in, GatewayAccess.Wish wish)
            throws ClientException, CommandException, InterruptedException {
        try {
            return in.gateway().open(wish);
        } catch (ClientException e) {
            if (e.reason() == ClientException.Reason.UNREACHABLE) {
                in.terminal().err("Send failed: Error: gateway not connected");
            }
            throw e;
        }
    }

    private static ObjectNode params(ParseResult args, long seconds) {
        ObjectNode params = Json.object().put("message", args.<String>matchedOptionValue("--message", ""));
        put(params, "agentId", args, "--agent");
        put(params, "sessionKey", args, "--session-key");
        put(params, "sessionId", args, "--session-id");
        put(params, "to", args, "--to");
        put(params, "channel", args, "--channel");
        put(params, "model", args, "--model");
        put(params, "thinking", args, "--thinking");
        return params.put("deliver", args.hasMatchedOption("--deliver"))
                .put("timeout", seconds)
                .put("idempotencyKey", UUID.randomUUID().toString());
    }

    private static void put(ObjectNode params, String name, ParseResult args, String option) {
        String value = args.matchedOptionValue(option, null);
        if (value != null) {
            params.put(name, value);
        }
    }

    private static JsonNode turn(
            GatewayConnection gateway, ObjectNode params, Duration timeout, GatewayAccess.Wish wish, Invocation in)
            throws ClientException, InterruptedException {
        try (Interrupts.Handle _ = in.interrupts().onInterrupt(() -> abort(params, wish, in))) {
            return gateway.callFinal("agent", params, timeout);
        } catch (ClientException e) {
            if (e.reason() == ClientException.Reason.DISCONNECTED) {
                in.terminal().err("Send failed: Error: gateway not connected");
            } else if (e.reason() == ClientException.Reason.TIMED_OUT) {
                abort(params, wish, in);
            }
            throw e;
        }
    }

    private static void abort(ObjectNode params, GatewayAccess.Wish wish, Invocation in) {
        ObjectNode abort = Json.object().put("runId", params.path("idempotencyKey").asText());
        abort.put("sessionKey", params.path("sessionKey").asText("main"));
        if (params.has("agentId")) {
            abort.set("agentId", params.get("agentId"));
        }
        GatewayAccess.Wish quick = new GatewayAccess.Wish(wish.flags(), wish.mode(), wish.scopes(), ABORT_TIMEOUT);
        try (GatewayConnection gateway = in.gateway().open(quick)) {
            gateway.call("chat.abort", abort, ABORT_TIMEOUT);
        } catch (ClientException | CommandException e) {
            in.terminal().err("the turn could not be aborted: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int print(JsonNode last, Terminal terminal, boolean json) {
        boolean ok = last.path("status").asText().equals("ok");
        if (json) {
            terminal.json(last);
        } else {
            for (JsonNode payload : last.path("result").path("payloads")) {
                terminal.out(payload.path("text").asText(payload.path("mediaUrl").asText("")));
            }
        }
        if (!ok) {
            terminal.err("the turn ended with status \"" + last.path("status").asText("unknown") + "\": "
                    + last.path("summary").asText("no summary"));
        }
        return ok ? Exit.OK.status() : Exit.FAILED.status();
    }
}
