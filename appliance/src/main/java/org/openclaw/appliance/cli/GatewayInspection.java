package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.openclaw.appliance.cli.GatewayReport.ConfigView;
import org.openclaw.appliance.cli.GatewayReport.Runtime;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.config.Environment;
import org.openclaw.appliance.config.GatewayBind;
import org.openclaw.appliance.config.StatePaths;
import org.openclaw.appliance.platform.InstalledService;
import org.openclaw.appliance.platform.OtherService;
import org.openclaw.appliance.platform.Platform;
import org.openclaw.appliance.platform.ProcessInspector;
import org.openclaw.appliance.protocol.Json;

/** Gathers what {@code gateway status} shows. Changes nothing, and gets along without configuration, service or gateway. */
final class GatewayInspection {

    /** The line that guides and scripts look for. */
    static final String PORT_DRIFT = "Gateway service port does not match current gateway config";

    private final Invocation in;
    private final ClientFlags flags;
    private final LocalConfig config;
    private final LocalConfig.Port configured;
    private final ServiceFacts service;
    private final Optional<OwnGateway> own;

    GatewayInspection(Invocation in, ClientFlags flags) {
        this.in = in;
        this.flags = flags;
        this.config = LocalConfig.of(in.environment(), in.paths());
        this.configured = config.port(in.paths());
        this.service = ServiceFacts.of(in);
        this.own = OwnGateway.find(in);
    }

    /** The flags to probe with: without an explicit target, the installed service's port wins over the configuration's. */
    ClientFlags probeFlags() {
        return asksService()
                ? new ClientFlags(null, flags.token(), flags.password(), flags.timeout(), service.port().getAsInt())
                : flags;
    }

    private boolean asksService() {
        boolean elsewhere = flags.url() != null
                || flags.port() != null
                || in.environment().get("OPENCLAW_GATEWAY_URL").isPresent()
                || config.text("gateway.mode").filter("remote"::equals).isPresent();
        return !elsewhere && servicePortIsAnother();
    }

    private boolean servicePortIsAnother() {
        return service.port().isPresent() && service.port().getAsInt() != configured.number();
    }

    /** What the service's own configuration says, where its command line says something else. */
    private Optional<LocalConfig.Port> drift() {
        OptionalInt port = service.port();
        if (port.isEmpty()) {
            return Optional.empty();
        }
        LocalConfig.Port wanted = configured;
        try {
            Environment environment = serviceEnvironment(service.installed().orElseThrow());
            StatePaths paths = StatePaths.of(environment, Optional.empty(), false);
            if (!paths.configFile().equals(in.paths().configFile())) {
                wanted = LocalConfig.of(environment, paths).port(paths);
            }
        } catch (IllegalArgumentException e) {
            // A definition with a profile name that can't be one: its configuration is shown as unknown.
        }
        return wanted.number() == port.getAsInt() ? Optional.empty() : Optional.of(wanted);
    }

    GatewayReport report(Probe.Result probe, boolean deep) throws CommandException, InterruptedException {
        Platform platform = in.platform();
        LocalConfig.Port port = port();
        Optional<ProcessInspector.Owner> listener = platform.processInspector().listenerOn(port.number());
        String target = asksService()
                ? LocalTarget.on(port.number(), in).printable() + " (" + port.source() + ")"
                : in.gateway().describe(flags);
        boolean here = target.contains("//127.0.0.1:" + port.number() + " ");
        Runtime runtime = runtime(probe.answered(), here);
        boolean closed = probe.tried() && !probe.answered() && listener.isEmpty() && here;
        return new GatewayReport(
                new ConfigView(in.paths().configFile(), config.state()),
                serviceConfig(),
                config.text("gateway.bind").orElseGet(() -> GatewayBind.whenUnset(platform.hostFacts().inContainer())),
                port,
                target,
                here,
                service,
                runtime,
                probe,
                listener,
                here ? notReady(probe, listener, runtime, port.number()) : Optional.empty(),
                lastError(runtime, closed),
                StartWatch.logFile(in),
                dashboard(port.number()),
                config.tlsFingerprint(in.paths()),
                problems(here ? listener : Optional.empty()),
                deep ? Optional.of(others()) : Optional.empty(),
                deep && here ? history(probe, runtime) : Optional.empty());
    }

    private Optional<String> lastError(Runtime runtime, boolean closed) {
        boolean failed = !runtime.running()
                && (service.pending() || service.state().filter(state -> state.detail().startsWith("failed")).isPresent());
        List<String> words = failed ? LastWords.of(in, Instant.EPOCH) : List.of();
        if (!words.isEmpty()) {
            return Optional.of(words.getLast());
        }
        return failed || runtime.running() && closed ? LastError.in(StartWatch.logFile(in)) : Optional.empty();
    }

    /** What a running gateway tells of earlier runs; what they left behind, where none runs. */
    private Optional<ObjectNode> history(Probe.Result probe, Runtime runtime)
            throws CommandException, InterruptedException {
        ObjectNode history = Json.object();
        if (!runtime.running()) {
            Boots.ofTraces(in, history);
            return Optional.of(history);
        }
        if (!probe.connected()) {
            return Optional.empty();
        }
        Duration timeout = flags.timeoutOr(ClientFlags.DEFAULT_TIMEOUT);
        var wish = new GatewayAccess.Wish(probeFlags(), GatewayAccess.Mode.CHECK, List.of("operator.read"), timeout);
        try (GatewayConnection gateway = in.gateway().open(wish)) {
            Boots.ofGateway(gateway.call("status", Json.object(), timeout).path("appliance"), history);
            return Optional.of(history);
        } catch (ClientException e) {
            return Optional.empty();
        }
    }

    private List<OtherService> others() {
        return in.platform().serviceSupervisor().others(true).stream()
                .filter(other -> !other.name().replaceFirst("\\.service$", "").equals(service.name()))
                .toList();
    }

    private LocalConfig.Port port() {
        if (flags.port() != null) {
            return new LocalConfig.Port(flags.port(), "--port");
        }
        return asksService() ? new LocalConfig.Port(service.port().getAsInt(), "the installed service") : configured;
    }

    private String dashboard(int port) {
        boolean tls = config.config().map(known -> known.flag("gateway.tls.enabled", false)).orElse(false);
        String basePath = config.text("gateway.controlUi.basePath").orElse("/");
        return (tls ? "https" : "http") + "://127.0.0.1:" + port + (basePath.startsWith("/") ? "" : "/") + basePath;
    }

    private Runtime runtime(boolean answered, boolean here) {
        String word = service.kind() + ": " + service.state().map(state -> state.detail()).orElse("unknown");
        if (service.active()) {
            return new Runtime(true, service.pid(), word);
        }
        if (own.isPresent()) {
            return new Runtime(true, own.get().pid(), "not supervised");
        }
        if (answered && !(here && service.isInstalled())) {
            return new Runtime(true, 0, here ? "pid unknown" : "elsewhere");
        }
        return new Runtime(false, 0, service.isInstalled() ? word : "");
    }

    private Optional<ConfigView> serviceConfig() {
        Optional<Path> running = RunFile.ofLivingGateway(in.paths().runDir()).map(RunFile::configFile);
        return service.installed().map(installed -> view(serviceEnvironment(installed)))
                .or(() -> running.map(file -> new ConfigView(file, file.equals(in.paths().configFile())
                        ? config.state()
                        : "of the running gateway")));
    }

    private ConfigView view(Environment environment) {
        try {
            StatePaths paths = StatePaths.of(environment, Optional.empty(), false);
            return new ConfigView(paths.configFile(), LocalConfig.of(environment, paths).state());
        } catch (IllegalArgumentException e) {
            return new ConfigView(Path.of("unknown"), e.getMessage());
        }
    }

    private Environment serviceEnvironment(InstalledService installed) {
        Map<String, String> variables = new HashMap<>(installed.environment());
        Environment mine = in.environment();
        Path home = Optional.ofNullable(variables.get("HOME")).map(Path::of).orElse(mine.home());
        return new Environment(variables, home, home, mine.user());
    }

    /** Why something that is there doesn't answer. */
    private static Optional<String> notReady(
            Probe.Result probe, Optional<ProcessInspector.Owner> listener, Runtime runtime, int port) {
        if (listener.isPresent() && runtime.pid() != 0 && listener.get().pid() != runtime.pid()) {
            return Optional.of("port " + port + " is held by pid " + listener.get().pid() + ", not by the gateway's process "
                    + runtime.pid() + ": " + listener.get().command());
        }
        if (probe.failure() == null || probe.connected()) {
            return Optional.empty();
        }
        if (probe.failure().stillStarting()) {
            String phase = probe.failure().error().path("details").path("phase").asText();
            return Optional.of("it is still starting" + (phase.isEmpty() ? "" : " (phase " + phase + ")"));
        }
        if (probe.failure().reason() == ClientException.Reason.REFUSED) {
            return Optional.empty();
        }
        if (listener.isPresent() && runtime.pid() == 0) {
            return Optional.of("port " + port + " is held by pid " + listener.get().pid() + ": " + listener.get().command());
        }
        return runtime.running()
                ? Optional.of("process " + runtime.pid() + " lives but doesn't answer on port " + port)
                : Optional.empty();
    }

    private List<String> problems(Optional<ProcessInspector.Owner> listener) {
        List<String> problems = new ArrayList<>();
        listener.filter(owner -> service.isInstalled() && !service.active() && own.isEmpty())
                .ifPresent(owner -> problems.add("Port " + port().number() + " is held by pid " + owner.pid()
                        + ", which is not this instance's gateway: " + owner.command()));
        drift().ifPresent(wanted -> problems.add(PORT_DRIFT + ": the service has " + service.port().getAsInt()
                + ", the configuration " + wanted.number() + " (" + wanted.source()
                + "). `openclaw gateway install --force` or `openclaw doctor --fix` rewrites the service."));
        own.filter(gateway -> service.active() && gateway.pid() != service.pid())
                .ifPresent(gateway -> problems.add("A gateway of this instance runs outside the service (" + gateway.text()
                        + "). Stop one of the two."));
        return problems;
    }
}
