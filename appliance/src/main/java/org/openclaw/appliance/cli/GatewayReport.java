package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.config.GatewayBind;
import org.openclaw.appliance.platform.Platform;
import org.openclaw.appliance.platform.ProcessInspector;
import org.openclaw.appliance.platform.ServiceSupervisor;
import org.openclaw.appliance.protocol.Json;

/**
 * What {@code gateway status} knows: the file's view, the process's, the network's.
 *
 * @param config the state of the configuration file
 * @param serviceConfig the file the running gateway uses, or null when none is known to run
 * @param service what the service manager knows, for people
 * @param pid the gateway's process, or 0
 * @param listener who has the port
 * @param tlsFingerprint SHA-256 of the certificate the gateway serves; empty without TLS
 * @param others hints at other gateways; empty unless asked for
 */
record GatewayReport(
        Path configFile,
        String config,
        Path serviceConfig,
        String bind,
        LocalConfig.Port port,
        String target,
        String service,
        long pid,
        Probe.Result probe,
        Optional<ProcessInspector.Owner> listener,
        Path logFile,
        String dashboard,
        Optional<String> lastError,
        Optional<String> tlsFingerprint,
        List<String> others) {

    /** Grows when a field changes its meaning; additions leave it alone. */
    static final int SCHEMA_VERSION = 1;

    static GatewayReport of(Invocation in, ClientFlags flags, Probe.Result probe, boolean deep) {
        LocalConfig config = LocalConfig.of(in.environment(), in.paths());
        LocalConfig.Port port = flags.port() == null
                ? config.port(in.paths())
                : new LocalConfig.Port(flags.port(), "--port");
        Platform platform = in.platform();
        Optional<RunFile> running = RunFile.ofLivingGateway(in.paths().runDir());
        Optional<ProcessInspector.Owner> owner = platform.processInspector().listenerOn(port.number());
        Path logFile = config.text("logging.file").map(in.environment()::path).orElse(in.paths().logFile());
        long pid = running.map(RunFile::pid).orElse(0L);
        String target = in.gateway().describe(flags);
        boolean portClosed = probe.tried() && !probe.connected() && owner.isEmpty();
        boolean tls = config.config().map(known -> known.flag("gateway.tls.enabled", false)).orElse(false);
        String basePath = config.text("gateway.controlUi.basePath").orElse("/");
        return new GatewayReport(
                in.paths().configFile(),
                config.state(),
                running.map(RunFile::configFile).orElse(null),
                config.text("gateway.bind").orElseGet(() -> GatewayBind.whenUnset(platform.hostFacts().inContainer())),
                port,
                target,
                service(platform.serviceSupervisor(), serviceName(in)),
                pid,
                probe,
                owner,
                logFile,
                (tls ? "https" : "http") + "://127.0.0.1:" + port.number() + (basePath.startsWith("/") ? "" : "/") + basePath,
                pid != 0 && portClosed && asksHere(target, port) ? LastError.in(logFile) : Optional.empty(),
                config.tlsFingerprint(in.paths()),
                deep ? OtherGateways.find(in) : List.of());
    }

    // A gateway elsewhere says nothing about the process here.
    private static boolean asksHere(String target, LocalConfig.Port port) {
        return target.contains("//127.0.0.1:" + port.number() + " ");
    }

    static String serviceName(Invocation in) {
        return "openclaw-gateway" + in.paths().profile().map(name -> "-" + name).orElse("");
    }

    private static String service(ServiceSupervisor supervisor, String name) {
        return supervisor
                .state(name)
                .map(state -> supervisor.kind() + " " + name + " (" + state.detail() + ")")
                .orElse("not installed");
    }

    boolean running() {
        return pid != 0 || probe.connected();
    }

    void print(Terminal terminal) {
        terminal.out("Config (cli): " + configFile + " (" + config + ")");
        terminal.out("Config (service): " + (serviceConfig == null ? "unknown (no running gateway)" : serviceConfig));
        terminal.out("Gateway: bind=" + bind + " port=" + port.number() + " (" + port.source() + ")");
        terminal.out("Probe target: " + target);
        terminal.out("Service: " + service);
        terminal.out("Runtime: " + runtime(terminal));
        String probeText = probe.text();
        terminal.out("Connectivity probe: " + (probeText.equals("ok") ? terminal.good(probeText) : probeText));
        terminal.out("Capability: " + probe.capability());
        terminal.out("Listening: " + listening());
        notReady().ifPresent(reason -> terminal.out("Gateway did not become ready: " + reason));
        lastError.ifPresent(error -> terminal.out("Last gateway error: " + error));
        terminal.out("File logs: " + logFile);
        terminal.out("Dashboard: " + dashboard);
        tlsFingerprint.ifPresent(shown -> terminal.out("TLS fingerprint (sha256): " + shown));
        if (!others.isEmpty()) {
            terminal.out("Other gateway-like services detected (best effort):");
            others.forEach(other -> terminal.out("  " + other));
        }
        if (probe.failure() != null) {
            probe.failure().hints().forEach(terminal::err);
        } else if (!running()) {
            terminal.err("Start the gateway with `openclaw gateway`.");
        }
    }

    /** Why something that is there doesn't answer; empty when nothing is there, or it answered. */
    Optional<String> notReady() {
        if (probe.failure() == null || probe.connected() || !asksHere(target, port)) {
            return Optional.empty();
        }
        if (probe.failure().stillStarting()) {
            return Optional.of("it is still starting");
        }
        boolean refused = probe.failure().reason() == ClientException.Reason.REFUSED;
        if (!refused && listener.isPresent() && listener.get().pid() != pid) {
            return Optional.of("port " + port.number() + " is held by pid " + listener.get().pid() + " "
                    + listener.get().command());
        }
        return !refused && pid != 0
                ? Optional.of("process " + pid + " lives but doesn't answer on port " + port.number())
                : Optional.empty();
    }

    private String runtime(Terminal terminal) {
        if (pid != 0) {
            return terminal.good("running") + " (pid " + pid + ")";
        }
        if (probe.connected() && !asksHere(target, port)) {
            return terminal.good("running") + " (elsewhere)";
        }
        return probe.connected() ? terminal.good("running") + " (pid unknown)" : "stopped";
    }

    private String listening() {
        if (listener.isPresent()) {
            return "port " + port.number() + " by pid " + listener.get().pid() + " " + listener.get().command();
        }
        return probe.connected() && asksHere(target, port)
                ? "port " + port.number()
                : "nothing on port " + port.number();
    }

    ObjectNode json() {
        ObjectNode json = Json.object().put("schemaVersion", SCHEMA_VERSION);
        ObjectNode files = json.putObject("config");
        files.put("path", configFile.toString()).put("state", config);
        files.put("servicePath", serviceConfig == null ? null : serviceConfig.toString());
        json.putObject("gateway")
                .put("bind", bind)
                .put("port", port.number())
                .put("portSource", port.source())
                .put("target", target)
                .put("dashboard", dashboard);
        json.putObject("service").put("name", service);
        json.putObject("runtime").put("running", running()).put("pid", pid == 0 ? null : pid);
        json.set("probe", probe.json());
        listener.ifPresent(owner ->
                json.putObject("listener").put("pid", owner.pid()).put("command", owner.command()));
        json.put("logFile", logFile.toString());
        notReady().ifPresent(reason -> json.put("notReady", reason));
        lastError.ifPresent(error -> json.put("lastError", error));
        tlsFingerprint.ifPresent(shown -> json.put("tlsFingerprint", shown));
        others.forEach(json.withArray("otherGateways")::add);
        return json;
    }
}
