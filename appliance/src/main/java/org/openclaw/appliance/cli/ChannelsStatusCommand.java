package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * {@code openclaw channels status|list}: a line for each account. With the gateway down what the configuration says is shown, and
 * said to be no more than that.
 */
final class ChannelsStatusCommand implements Command {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final boolean live;

    /** @param live whether to ask the gateway rather than the configuration alone */
    ChannelsStatusCommand(boolean live) {
        this.live = live;
    }

    @Override
    public void describe(CommandSpec spec) {
        spec.addOption(Options.json());
        if (live) {
            spec.addOption(Options.flag("--probe", "Try now whether each account can be reached."));
            spec.addOption(Options.value("--channel", "<name>", "Only this channel."));
            ClientFlags.describe(spec);
        }
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, ClientException, InterruptedException {
        if (!live) {
            print(configured(in, null), in.terminal(), args.hasMatchedOption("--json"));
            return Exit.OK.status();
        }
        ClientFlags flags = ClientFlags.of(args);
        String channel = args.matchedOptionValue("--channel", null);
        boolean probe = args.hasMatchedOption("--probe");
        ObjectNode params = Json.object().put("probe", probe);
        if (channel != null) {
            params.put("channel", channel);
        }
        Duration timeout = flags.timeoutOr(PATIENCE);
        try (GatewayConnection gateway = in.gateway().open(GatewayAccess.Wish.forScope(flags, "operator.read"))) {
            print((ObjectNode) gateway.call("channels.status", params.put("timeoutMs", timeout.toMillis()), timeout),
                    in.terminal(), args.hasMatchedOption("--json"));
        } catch (ClientException e) {
            if (e.reason() != ClientException.Reason.UNREACHABLE || flags.url() != null) {
                throw e;
            }
            in.terminal().err("[channels] " + e.getMessage() + "; this is what the configuration says, nothing was tried");
            print(configured(in, channel), in.terminal(), args.hasMatchedOption("--json"));
        }
        return Exit.OK.status();
    }

    private static ObjectNode configured(Invocation in, String only) {
        ObjectNode report = Json.object().put("gatewayReachable", false).put("configOnly", true);
        ObjectNode accounts = report.putObject("channelAccounts");
        LocalConfig.of(in.environment(), in.paths()).config().ifPresent(config -> config.at("channels").properties().stream()
                .filter(entry -> entry.getValue().isObject() && !entry.getKey().equals("defaults"))
                .filter(entry -> only == null || entry.getKey().equals(only))
                .forEach(entry -> accounts.putArray(entry.getKey())
                        .addObject()
                        .put("accountId", "default")
                        .put("configured", true)
                        .put("enabled", entry.getValue().path("enabled").asBoolean(true))));
        return report;
    }

    private static void print(ObjectNode report, Terminal terminal, boolean json) {
        if (json) {
            terminal.json(report);
            return;
        }
        JsonNode channels = report.path("channelAccounts");
        if (channels.isEmpty()) {
            terminal.out("No channels are configured.");
        }
        channels.properties().forEach(channel -> channel.getValue().forEach(account ->
                terminal.out("- " + channel.getKey() + " " + account.path("accountId").asText() + ": " + words(account))));
    }

    private static String words(JsonNode account) {
        StringBuilder words = new StringBuilder(account.path("enabled").asBoolean() ? "enabled" : "disabled");
        words.append(account.path("configured").asBoolean() ? ", configured" : ", not configured");
        if (account.has("running")) {
            words.append(account.path("running").asBoolean() ? ", running" : ", stopped");
        }
        if (account.has("linked") && !account.path("linked").asBoolean()) {
            words.append(", not linked");
        }
        JsonNode probe = account.path("probe");
        if (probe.isObject()) {
            words.append(probe.path("ok").asBoolean() ? ", works" : ", probe failed: " + probe.path("error").asText());
        }
        String error = account.path("lastError").asText("");
        return (error.isEmpty() || error.equals("null") ? words : words.append(", ").append(error)).toString();
    }
}
