package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/**
 * {@code openclaw pairing approve}: lets the sender in who was told the code. The first one to be let in becomes the owner
 * whose commands count.
 */
final class PairingApproveCommand implements Command {

    @Override
    public void describe(CommandSpec spec) {
        spec.addPositional(Options.argument(0, "<codeOrChannel>", "Pairing code (or channel when using 2 args)."));
        spec.addPositional(PositionalParamSpec.builder()
                .index("1")
                .paramLabel("<code>")
                .type(String.class)
                .arity("0..1")
                .description("Pairing code (when channel is passed as the 1st arg).")
                .build());
        SenderChoice.describe(spec);
        spec.addOption(Options.flag("--notify", "Notify the requester on the same channel."));
        spec.addOption(Options.json());
        ClientFlags.describe(spec);
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, ClientException, InterruptedException {
        ClientFlags flags = ClientFlags.of(args);
        String first = args.matchedPositionalValue(0, "");
        String second = args.matchedPositionalValue(1, null);
        SenderChoice choice = SenderChoice.of(args, second == null ? null : first);
        String code = (second == null ? first : second).strip().toUpperCase(Locale.ROOT);
        try (GatewayConnection gateway = in.gateway().open(GatewayAccess.Wish.forScope(flags, "operator.admin"))) {
            JsonNode request = find(choice.ask(gateway, flags), code, choice);
            ObjectNode params = Json.object()
                    .put("channel", request.path("channel").asText())
                    .put("accountId", request.path("accountId").asText())
                    .put("requestId", code)
                    .put("notify", args.hasMatchedOption("--notify"))
                    .put("bootstrapCommandOwner", true);
            JsonNode approved = gateway.call(
                    "channels.pairing.approve", params, flags.timeoutOr(ClientFlags.DEFAULT_TIMEOUT));
            if (args.hasMatchedOption("--json")) {
                in.terminal().json(approved);
            } else {
                tell(request.path("channel").asText(), approved, in.terminal());
            }
            return Exit.OK.status();
        }
    }

    private static JsonNode find(SenderChoice.Waiting waiting, String code, SenderChoice choice) throws CommandException {
        for (JsonNode request : waiting.requests()) {
            if (request.path("requestId").asText().equals(code)) {
                return request;
            }
        }
        String list = "openclaw pairing list" + (choice.channel() == null ? "" : " --channel " + choice.channel());
        throw CommandException.failed(
                "No pending pairing request found for code \"" + code + "\".",
                waiting.possible()
                        ? "Run `" + list + "` to list pending requests; a code is good for one hour."
                        : PairingListCommand.NO_CHANNELS);
    }

    private static void tell(String channel, JsonNode approved, Terminal terminal) {
        String sender = approved.path("senderId").asText();
        terminal.out("Approved " + channel + " sender " + sender + ".");
        switch (approved.path("commandOwnerBootstrap").asText()) {
            case "configured" -> terminal.out("Command owner: " + channel + ":" + sender
                    + " (the first one approved; change it in commands.ownerAllowFrom).");
            case "unavailable" -> terminal.err("No command owner was set. Run `openclaw config set commands.ownerAllowFrom '[\""
                    + channel + ":" + sender + "\"]'`.");
            default -> { }
        }
        switch (approved.path("notification").asText()) {
            case "sent" -> terminal.out("The sender was told.");
            case "unsupported" -> terminal.err("The sender wasn't told: " + channel + " can't send a message of its own accord.");
            case "failed" -> terminal.err("The sender wasn't told: the message couldn't be sent.");
            default -> { }
        }
    }
}
