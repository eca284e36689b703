package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw gateway probe}: tries every target that is configured or given. */
final class GatewayProbeCommand implements Command {

    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private static final Duration TUNNEL_TIMEOUT = Duration.ofSeconds(10);

    /** Something the operator should know. @param code one word for programs */
    private record Warning(String code, String message, List<String> targets) {}

    @Override
    public void describe(CommandSpec spec) {
        spec.addOption(Options.value("--ssh", "<user@host>", "Also try a gateway through an ssh tunnel; no password is asked."));
        spec.addOption(Options.value("--ssh-identity", "<file>", "Key file for --ssh."));
        spec.addOption(Options.json());
        ClientFlags.describe(spec, "Milliseconds to wait for each target (default: 3000).");
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, ClientException, InterruptedException {
        ClientFlags flags = ClientFlags.of(args);
        String ssh = args.matchedOptionValue("--ssh", null);
        if (ssh != null) {
            SshTunnel.check(ssh);
        }
        Map<String, Probe.Result> results = new LinkedHashMap<>();
        List<Warning> warnings = new ArrayList<>();
        if (flags.url() != null) {
            probe(in.gateway().describe(flags), flags, flags, in, results);
        }
        if (ssh != null) {
            probeThrough(ssh, Optional.ofNullable(args.matchedOptionValue("--ssh-identity", null)), flags, in, results, warnings);
        }
        for (Map.Entry<String, ClientFlags> target : configured(flags, in).entrySet()) {
            if (!results.containsKey(target.getKey())) {
                probe(target.getKey(), target.getValue(), flags, in, results);
            }
        }
        warnings.addAll(warnings(results));
        if (args.hasMatchedOption("--json")) {
            in.terminal().json(json(results, warnings));
        } else {
            print(results, warnings, in.terminal());
        }
        return results.values().stream().anyMatch(Probe.Result::connected)
                ? Exit.OK.status()
                : Exit.FAILED.status();
    }

    private static void probe(
            String name, ClientFlags target, ClientFlags flags, Invocation in, Map<String, Probe.Result> results)
            throws CommandException, InterruptedException {
        in.terminal().err("probing " + name);
        results.put(name, Probe.of(in, target, flags.timeoutOr(TIMEOUT), true));
    }

    private static void probeThrough(
            String ssh, Optional<String> identity, ClientFlags flags, Invocation in,
            Map<String, Probe.Result> results, List<Warning> warnings)
            throws CommandException, InterruptedException {
        int port = localPort(flags, in);
        String name = "ssh " + ssh + " (127.0.0.1:" + port + " over there)";
        Optional<String> key = identity.map(file -> in.environment().path(file).toString());
        in.terminal().err("opening a tunnel to " + ssh);
        try (SshTunnel tunnel = SshTunnel.open(ssh, key, port, TUNNEL_TIMEOUT)) {
            LocalConfig config = LocalConfig.of(in.environment(), in.paths());
            ClientFlags through = new ClientFlags(
                    "ws://127.0.0.1:" + tunnel.port(),
                    flags.token() == null ? config.secret("gateway.remote.token", in.paths()).orElse(null) : flags.token(),
                    flags.password() == null ? config.secret("gateway.remote.password", in.paths()).orElse(null) : flags.password(),
                    null, null);
            probe(name, through, flags, in, results);
        } catch (IOException e) {
            warnings.add(new Warning("ssh_tunnel_failed", ssh + ": " + e.getMessage(), List.of(name)));
        }
    }

    private static int localPort(ClientFlags flags, Invocation in) {
        return flags.port() != null
                ? flags.port()
                : LocalConfig.of(in.environment(), in.paths()).port(in.paths()).number();
    }

    /** The remote gateway of the configuration, if there is one, and this machine's. */
    private static Map<String, ClientFlags> configured(ClientFlags flags, Invocation in) {
        Map<String, ClientFlags> targets = new LinkedHashMap<>();
        ClientFlags configured = new ClientFlags(null, flags.token(), flags.password(), null, flags.port());
        targets.put(in.gateway().describe(configured), configured);
        int local = localPort(flags, in);
        if (targets.keySet().stream().noneMatch(text -> text.contains("127.0.0.1:" + local + " "))) {
            ClientFlags here = new ClientFlags(null, flags.token(), flags.password(), null, local);
            targets.put(in.gateway().describe(here), here);
        }
        return targets;
    }

    private static List<Warning> warnings(Map<String, Probe.Result> results) {
        List<Warning> warnings = new ArrayList<>();
        for (Map.Entry<String, Probe.Result> result : results.entrySet()) {
            ClientException failure = result.getValue().failure();
            if (result.getValue().connected() && failure != null && failure.getMessage().startsWith("missing scope")) {
                warnings.add(new Warning("probe_scope_limited", result.getKey() + ": " + failure.getMessage()
                        + " (a probe asks for no approval; `openclaw health` does)", List.of(result.getKey())));
            }
        }
        List<List<String>> gateways = Identities.of(results);
        if (gateways.size() > 1) {
            List<String> first = gateways.stream().map(List::getFirst).toList();
            warnings.add(new Warning("multiple_gateways", "multiple reachable gateway identities: " + String.join(", ", first)
                    + ". If that is meant, each needs a port, configuration, state and workspace of its own.", first));
        }
        return warnings;
    }

    private static ObjectNode json(Map<String, Probe.Result> results, List<Warning> warnings) {
        ObjectNode json = Json.object().put("schemaVersion", StatusCommand.SCHEMA_VERSION);
        json.put("ok", results.values().stream().anyMatch(Probe.Result::connected));
        var targets = json.putArray("targets");
        results.forEach((target, result) -> {
            ObjectNode entry = result.json();
            entry.put("target", target);
            targets.add(entry);
        });
        var list = json.putArray("warnings");
        for (Warning warning : warnings) {
            ObjectNode entry = list.addObject().put("code", warning.code()).put("message", warning.message());
            warning.targets().forEach(entry.putArray("targets")::add);
        }
        return json;
    }

    private static void print(Map<String, Probe.Result> results, List<Warning> warnings, Terminal terminal) {
        results.forEach((target, result) -> {
            terminal.out(terminal.strong(target));
            terminal.out("  connect: " + (result.connected() ? terminal.good("ok") : result.text()));
            if (result.connected()) {
                terminal.out("  rpc: " + (result.rpcOk() ? terminal.good("ok") : result.text()));
            }
            terminal.out("  capability: " + result.capability());
        });
        warnings.forEach(warning -> terminal.out("warning: " + warning.code() + ": " + warning.message()));
    }
}
