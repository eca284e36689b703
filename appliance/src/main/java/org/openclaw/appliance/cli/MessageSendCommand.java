package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.UUID;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw message send}: a message to somebody, through the gateway. */
final class MessageSendCommand implements Command {

    @Override
    public void describe(CommandSpec spec) {
        spec.addOption(named("<dest>", "To whom, in the channel's own terms.", "-t", "--target"));
        spec.addOption(named("<text>", "What to say.", "-m", "--message"));
        spec.addOption(OptionSpec.builder("--media").paramLabel("<url>").type(List.class).auxiliaryTypes(String.class).arity("1")
                .description("Address of an attachment; may be given several times.").build());
        spec.addOption(Options.value("--channel", "<channel>", "Which channel; may be left out where only one is configured."));
        spec.addOption(Options.value("--account", "<id>", "Which of the channel's accounts."));
        spec.addOption(Options.value("--reply-to", "<id>", "The message it answers."));
        spec.addOption(Options.value("--thread-id", "<id>", "The thread it belongs to."));
        spec.addOption(Options.value("--idempotency-key", "<key>", "Sent once however often it is repeated within five minutes."));
        spec.addOption(Options.flag("--silent", "Without a sound."));
        spec.addOption(Options.flag("--dry-run", "Print what would be sent and send nothing."));
        spec.addOption(Options.json());
        ClientFlags.describe(spec);
    }

    private static OptionSpec named(String label, String description, String... names) {
        return OptionSpec.builder(names).paramLabel(label).type(String.class).arity("1").description(description).build();
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, ClientException, InterruptedException {
        ClientFlags flags = ClientFlags.of(args);
        ObjectNode params = params(args);
        boolean json = args.hasMatchedOption("--json");
        if (args.hasMatchedOption("--dry-run")) {
            in.terminal().json(Json.object().put("dryRun", true).set("payload", params));
            return Exit.OK.status();
        }
        try (GatewayConnection gateway = in.gateway().open(GatewayAccess.Wish.forScope(flags, "operator.write"))) {
            JsonNode sent = gateway.call("send", params, flags.timeoutOr(ClientFlags.DEFAULT_TIMEOUT.multipliedBy(3)));
            if (json) {
                in.terminal().json(sent);
            } else {
                in.terminal().out("Sent by " + sent.path("channel").asText() + ", message " + sent.path("messageId").asText());
            }
            return Exit.OK.status();
        }
    }

    private static ObjectNode params(ParseResult args) throws CommandException {
        String target = args.matchedOptionValue("--target", null);
        String message = args.matchedOptionValue("--message", null);
        List<String> media = args.matchedOptionValue("--media", List.of());
        if (target == null || (message == null && media.isEmpty())) {
            throw CommandException.usage(
                    "--target and --message are needed", "Example: openclaw message send --channel webhook --target me --message \"hello\"");
        }
        ObjectNode params = Json.object().put("to", target);
        put(params, "message", message);
        put(params, "channel", args.matchedOptionValue("--channel", null));
        put(params, "accountId", args.matchedOptionValue("--account", null));
        put(params, "replyToId", args.matchedOptionValue("--reply-to", null));
        put(params, "threadId", args.matchedOptionValue("--thread-id", null));
        if (args.hasMatchedOption("--silent")) {
            params.put("silent", true);
        }
        if (!media.isEmpty()) {
            ArrayNode urls = params.putArray("mediaUrls");
            media.forEach(urls::add);
        }
        return params.put("idempotencyKey", args.matchedOptionValue("--idempotency-key", UUID.randomUUID().toString()));
    }

    private static void put(ObjectNode params, String name, String value) {
        if (value != null) {
            params.put(name, value);
        }
    }
}
