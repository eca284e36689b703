package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw pairing list}: senders who wrote to a chat channel and wait for approval. */
final class PairingListCommand implements Command {

    static final String NO_CHANNELS = "No chat channel with pairing is configured, so nobody can wait. "
            + "To approve a device, use `openclaw devices approve`.";

    @Override
    public void describe(CommandSpec spec) {
        spec.addPositional(PositionalParamSpec.builder()
                .index("0")
                .paramLabel("<channel>")
                .type(String.class)
                .arity("0..1")
                .description("Channel (default: every channel).")
                .build());
        SenderChoice.describe(spec);
        spec.addOption(Options.json());
        ClientFlags.describe(spec);
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, ClientException, InterruptedException {
        ClientFlags flags = ClientFlags.of(args);
        SenderChoice choice = SenderChoice.of(args, args.matchedPositionalValue(0, null));
        try (GatewayConnection gateway = in.gateway().open(GatewayAccess.Wish.forScope(flags, "operator.pairing"))) {
            SenderChoice.Waiting waiting = choice.ask(gateway, flags);
            if (args.hasMatchedOption("--json")) {
                in.terminal().json(document(choice, waiting.requests()));
            } else if (waiting.requests().isEmpty()) {
                in.terminal().out(choice.channel() == null
                        ? "No pending pairing requests."
                        : "No pending " + choice.channel() + " pairing requests.");
                if (!waiting.possible()) {
                    in.terminal().out(NO_CHANNELS);
                }
            } else {
                print(waiting.requests(), in);
            }
            return Exit.OK.status();
        }
    }

    private static ObjectNode document(SenderChoice choice, List<JsonNode> requests) {
        ObjectNode document = Json.object();
        if (choice.channel() != null) {
            document.put("channel", choice.channel());
        }
        ArrayNode list = document.putArray("requests");
        for (JsonNode request : requests) {
            ObjectNode view = list.addObject()
                    .put("id", request.path("senderId").asText())
                    .put("code", request.path("requestId").asText());
            for (String same : List.of("channel", "accountId", "createdAt", "lastSeenAt", "expiresAt")) {
                view.set(same, request.path(same));
            }
            if (request.has("metadata")) {
                view.set("meta", request.get("metadata"));
            }
        }
        return document;
    }

    private static void print(List<JsonNode> requests, Invocation in) {
        Rows rows = new Rows().add("CODE", "CHANNEL", "ACCOUNT", "SENDER", "NAME", "ASKED");
        long now = in.clock().millis();
        for (JsonNode request : requests) {
            rows.add(
                    request.path("requestId").asText(),
                    request.path("channel").asText(),
                    request.path("accountId").asText(),
                    request.path("senderId").asText(),
                    request.path("senderLabel").asText(),
                    Ages.ago(now, Instant.parse(request.path("createdAt").asText()).toEpochMilli()));
        }
        rows.print(in.terminal());
        in.terminal().out("Approve one with `openclaw pairing approve <code>`.");
    }
}
