package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw hooks list} and {@code info}: what is done on the gateway's own events. */
final class HooksCommand implements Command {

    private final boolean one;

    /** @param one whether one hook is shown, rather than all */
    HooksCommand(boolean one) {
        this.one = one;
    }

    @Override
    public void describe(CommandSpec spec) {
        if (one) {
            spec.addPositional(Options.argument(0, "<name>", "The hook's name."));
        } else {
            spec.addOption(Options.flag("--eligible", "Only those that can do something."));
        }
        spec.addOption(Options.json());
        ClientFlags.describe(spec);
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, ClientException, InterruptedException {
        ClientFlags flags = ClientFlags.of(args);
        try (GatewayConnection gateway = in.gateway().open(GatewayAccess.Wish.forScope(flags, "operator.read"))) {
            JsonNode status = gateway.call("hooks.status", Json.object(), flags.timeoutOr(ClientFlags.DEFAULT_TIMEOUT));
            if (one) {
                show(status, args, in);
            } else {
                list(status, args, in);
            }
            return Exit.OK.status();
        }
    }

    private static void list(JsonNode status, ParseResult args, Invocation in) {
        if (args.hasMatchedOption("--json")) {
            in.terminal().json(status);
            return;
        }
        List<JsonNode> hooks = new ArrayList<>();
        status.path("hooks").forEach(hooks::add);
        long ready = hooks.stream().filter(hook -> hook.path("loadable").asBoolean()).count();
        in.terminal().out("Hooks (" + ready + "/" + hooks.size() + " ready)");
        Rows rows = new Rows().add("STATUS", "HOOK", "EVENTS", "DESCRIPTION");
        for (JsonNode hook : hooks) {
            boolean loadable = hook.path("loadable").asBoolean();
            if (loadable || !args.hasMatchedOption("--eligible")) {
                rows.add(loadable ? "ready" : hook.path("blockedReason").asText(), hook.path("name").asText(), words(hook.path("events")),
                        hook.path("description").asText());
            }
        }
        rows.print(in.terminal());
    }

    private static void show(JsonNode status, ParseResult args, Invocation in) throws CommandException {
        String name = args.matchedPositionalValue(0, "");
        for (JsonNode hook : status.path("hooks")) {
            if (hook.path("name").asText().equals(name)) {
                if (args.hasMatchedOption("--json")) {
                    in.terminal().json(hook);
                    return;
                }
                new Rows()
                        .add("Hook", name)
                        .add("Status", hook.path("loadable").asBoolean() ? "ready" : hook.path("blockedReason").asText())
                        .add("Events", words(hook.path("events")))
                        .add("Source", hook.path("source").asText())
                        .add("Does", hook.path("description").asText())
                        .print(in.terminal());
                if (!hook.path("unknownEvents").isEmpty()) {
                    in.terminal().err("Unknown events: " + words(hook.path("unknownEvents")));
                }
                return;
            }
        }
        throw CommandException.failed("there is no hook " + name, "`openclaw hooks list` shows those there are.");
    }

    private static String words(JsonNode list) {
        List<String> words = new ArrayList<>();
        list.forEach(word -> words.add(word.asText()));
        return String.join(", ", words);
    }
}
