package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * Which waiting senders a command is about.
 *
 * @param channel the channel's id, or null for every channel
 * @param account the account's id, or null for every account
 */
record SenderChoice(String channel, String account) {

    static void describe(CommandSpec spec) {
        spec.addOption(Options.value("--channel", "<channel>", "Channel."));
        spec.addOption(Options.value("--account", "<accountId>", "Account id (for multi-account channels)."));
    }

    /** @param named the channel as an argument, or null */
    static SenderChoice of(ParseResult args, String named) throws CommandException {
        String channel = args.matchedOptionValue("--channel", named);
        if (channel != null && !channel.matches("[a-z0-9_-]{1,64}")) {
            throw CommandException.usage("Invalid channel \"" + channel
                    + "\". Use lowercase letters, numbers, \"_\" or \"-\", for example \"telegram\".");
        }
        if (channel != null && named != null && !channel.equals(named)) {
            throw CommandException.usage("the channel is given twice, and not the same");
        }
        String account = args.matchedOptionValue("--account", null);
        if (account != null && account.isBlank()) {
            throw CommandException.usage("--account must not be blank");
        }
        return new SenderChoice(channel, account == null ? null : account.strip());
    }

    /** Asks the gateway. It's asked for all: a channel that isn't configured has nobody waiting, which is no failure. */
    Waiting ask(GatewayConnection gateway, ClientFlags flags) throws ClientException, InterruptedException {
        JsonNode answer = gateway.call(
                "channels.pairing.list", Json.object(), flags.timeoutOr(ClientFlags.DEFAULT_TIMEOUT));
        List<JsonNode> requests = new ArrayList<>();
        for (JsonNode request : answer.path("requests")) {
            if (matches(channel, request.path("channel")) && matches(account, request.path("accountId"))) {
                requests.add(request);
            }
        }
        return new Waiting(requests, !answer.path("accounts").isEmpty());
    }

    private static boolean matches(String wanted, JsonNode value) {
        return wanted == null || wanted.equals(value.asText());
    }

    /**
     * Who waits.
     *
     * @param requests as the gateway lists them
     * @param possible false when no channel is configured that anybody could write to
     */
    record Waiting(List<JsonNode> requests, boolean possible) {}
}
