package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw status}: is it running, and how does it fare. Answers without a gateway, too. */
final class StatusCommand implements Command {

    /** Grows when a field changes its meaning; additions leave it alone. */
    static final int SCHEMA_VERSION = 1;

    @Override
    public void describe(CommandSpec spec) {
        spec.addOption(Options.flag("--all", "Everything, fit to be pasted: no secrets."));
        spec.addOption(Options.flag("--deep", "Probe channels live."));
        spec.addOption(Options.flag("--usage", "Show what models used and cost as well."));
        spec.addOption(Options.json());
        ClientFlags.describe(spec);
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, ClientException, InterruptedException {
        ClientFlags flags = ClientFlags.of(args);
        ObjectNode status = gather(args, in, flags);
        if (args.hasMatchedOption("--json")) {
            in.terminal().json(status);
        } else {
            StatusText.print(status, in);
        }
        return status.path("running").asBoolean() || status.path("starting").asBoolean()
                ? Exit.OK.status()
                : Exit.FAILED.status();
    }

    private static ObjectNode gather(ParseResult args, Invocation in, ClientFlags flags)
            throws CommandException, InterruptedException {
        boolean all = args.hasMatchedOption("--all");
        ObjectNode status = Json.object().put("schemaVersion", SCHEMA_VERSION);
        var wish = GatewayAccess.Wish.forScope(flags, "operator.read");
        try (GatewayConnection gateway = in.gateway().open(wish)) {
            status.put("running", true).put("url", gateway.url());
            status.put("version", gateway.hello().path("server").path("version").asText());
            status.put("uptimeMs", gateway.hello().path("snapshot").path("uptimeMs").asLong());
            Duration timeout = flags.timeoutOr(ClientFlags.DEFAULT_TIMEOUT);
            boolean deep = args.hasMatchedOption("--deep");
            ask(gateway, "health", deep ? Json.object().put("probe", true) : Json.object(), timeout, status, "health");
            ask(gateway, "status", Json.object(), timeout, status, "status");
            Boots.ofGateway(status.path("status").path("appliance"), status);
            status.set("memory", status.path("status").path("appliance").path("memory"));
            if (all || deep) {
                ask(gateway, "channels.status", Json.object().put("probe", deep), timeout, status, "channels");
            }
            if (all || args.hasMatchedOption("--usage")) {
                ask(gateway, "usage.status", Json.object(), timeout, status, "usage");
                ask(gateway, "usage.cost", Json.object(), timeout, status, "usageCost");
            }
            if (all) {
                ask(gateway, "system.info", Json.object(), timeout, status, "system");
                ask(gateway, "system-presence", Json.object(), timeout, status, "presence");
            }
        } catch (ClientException e) {
            status.put("running", answers(e)).put("starting", e.stillStarting());
            status.put("url", in.gateway().describe(flags));
            status.putObject("error").put("code", e.code()).put("message", e.getMessage());
            var hints = status.withArray("hints");
            e.hints().forEach(hints::add);
            if (e.reason() != ClientException.Reason.REFUSED && flags.url() == null) {
                Boots.ofTraces(in, status);
            }
        }
        status.set("service", GatewayReportJson.service(ServiceFacts.of(in)));
        LocalConfig config = LocalConfig.of(in.environment(), in.paths());
        status.putObject("config")
                .put("path", in.paths().configFile().toString())
                .put("state", config.state());
        return status;
    }

    // Somebody refused us, so somebody is there.
    private static boolean answers(ClientException e) {
        return e.reason() == ClientException.Reason.REFUSED && !e.stillStarting();
    }

    // A gateway that lacks one of the methods still has a status.
    private static void ask(
            GatewayConnection gateway, String method, JsonNode params, Duration timeout, ObjectNode status, String field)
            throws ClientException, InterruptedException {
        try {
            status.set(field, gateway.call(method, params, timeout));
        } catch (ClientException e) {
            if (e.reason() != ClientException.Reason.FAILED) {
                throw e;
            }
            status.putObject(field).put("unavailable", e.getMessage());
        }
    }
}
