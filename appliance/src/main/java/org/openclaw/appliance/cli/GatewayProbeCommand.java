package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw gateway probe}: tries every target that is configured or given. */
final class GatewayProbeCommand implements Command {

    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    @Override
    public void describe(CommandSpec spec) {
        spec.addOption(Options.json());
        ClientFlags.describe(spec, "Milliseconds to wait for each target (default: 3000).");
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, ClientException, InterruptedException {
        ClientFlags flags = ClientFlags.of(args);
        Map<String, Probe.Result> results = new LinkedHashMap<>();
        for (Map.Entry<String, ClientFlags> target : targets(flags, in).entrySet()) {
            in.terminal().err("probing " + target.getKey());
            results.put(target.getKey(), Probe.of(in, target.getValue(), flags.timeoutOr(TIMEOUT), true));
        }
        List<String> warnings = warnings(results);
        if (args.hasMatchedOption("--json")) {
            in.terminal().json(json(results, warnings));
        } else {
            print(results, warnings, in.terminal());
        }
        return results.values().stream().anyMatch(Probe.Result::connected)
                ? Exit.OK.status()
                : Exit.FAILED.status();
    }

    private static Map<String, ClientFlags> targets(ClientFlags flags, Invocation in) {
        Map<String, ClientFlags> targets = new LinkedHashMap<>();
        if (flags.url() != null) {
            targets.put(in.gateway().describe(flags), flags);
        }
        ClientFlags configured = new ClientFlags(null, flags.token(), flags.password(), null, flags.port());
        targets.putIfAbsent(in.gateway().describe(configured), configured);
        int local = LocalConfig.of(in.environment(), in.paths()).port(in.paths()).number();
        String loopback = ":" + local + " ";
        if (targets.keySet().stream().noneMatch(text -> text.contains("127.0.0.1" + loopback))) {
            ClientFlags here = new ClientFlags(null, flags.token(), flags.password(), null, local);
            targets.put(in.gateway().describe(here), here);
        }
        return targets;
    }

    private static List<String> warnings(Map<String, Probe.Result> results) {
        List<String> warnings = new ArrayList<>();
        for (Map.Entry<String, Probe.Result> result : results.entrySet()) {
            ClientException failure = result.getValue().failure();
            if (result.getValue().connected() && failure != null && failure.getMessage().startsWith("missing scope")) {
                warnings.add("probe_scope_limited: " + result.getKey() + ": " + failure.getMessage()
                        + " (a probe asks for no approval; `openclaw health` does)");
            }
        }
        return warnings;
    }

    private static ObjectNode json(Map<String, Probe.Result> results, List<String> warnings) {
        ObjectNode json = Json.object().put("schemaVersion", GatewayReport.SCHEMA_VERSION);
        json.put("ok", results.values().stream().anyMatch(Probe.Result::connected));
        var targets = json.putArray("targets");
        results.forEach((target, result) -> {
            ObjectNode entry = result.json();
            entry.put("target", target);
            targets.add(entry);
        });
        var list = json.putArray("warnings");
        warnings.forEach(list::add);
        return json;
    }

    private static void print(Map<String, Probe.Result> results, List<String> warnings, Terminal terminal) {
        results.forEach((target, result) -> {
            terminal.out(terminal.strong(target));
            terminal.out("  connect: " + (result.connected() ? terminal.good("ok") : result.text()));
            if (result.connected()) {
                terminal.out("  rpc: " + (result.rpcOk() ? terminal.good("ok") : result.text()));
            }
            terminal.out("  capability: " + result.capability());
        });
        warnings.forEach(warning -> terminal.err("warning: " + warning));
    }
}
