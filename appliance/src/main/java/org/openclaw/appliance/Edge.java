package org.openclaw.appliance;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import org.openclaw.appliance.access.Attribution;
import org.openclaw.appliance.access.EdgePolicy;
import org.openclaw.appliance.access.IpRange;
import org.openclaw.appliance.boot.ExitCode;
import org.openclaw.appliance.boot.PortBinding;
import org.openclaw.appliance.boot.StartRefused;
import org.openclaw.appliance.boot.Teardown;
import org.openclaw.appliance.config.AuthMode;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.config.GatewayBind;
import org.openclaw.appliance.config.GatewaySettings;
import org.openclaw.appliance.console.CommandRoutes;
import org.openclaw.appliance.server.BindFailedException;
import org.openclaw.appliance.server.HttpServer;
import org.openclaw.appliance.tailscale.LateAddress;
import org.openclaw.appliance.tailscale.Tailscale;
import org.openclaw.appliance.tls.ServerTls;
import org.openclaw.appliance.tls.TlsException;
import org.openclaw.appliance.tls.TlsFiles;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/** Where the gateway meets the network: addresses, TLS, believed proxies, Tailscale. */
final class Edge {

    private static final TaggedLogger LOG = Logger.tag("gateway");

    private final Ground ground;
    private final GatewaySettings settings;
    private final Optional<Tailscale> tailscale;
    private final Attribution attribution;
    private final Optional<ServerTls> tls;

    /**
     * Opens nothing on the network yet.
     *
     * @throws StartRefused when the certificate or the list of proxies is of no use
     */
    Edge(Ground ground) throws StartRefused {
        this.ground = ground;
        this.settings = ground.launch().settings();
        refuseNonsense(settings);
        tailscale = settings.tailscale().equals("off") ? Optional.empty() : Optional.of(tailscale(ground.launch()));
        attribution = new Attribution(
                EdgePolicy.following(ground::config, settings.auth().mode(), settings.tailscale().equals("serve")),
                tailscale.map(Tailscale::whois).orElse(Attribution.Whois.NOBODY));
        tls = tls(ground.launch(), ground.clock());
    }

    HttpServer.Settings server() {
        return new HttpServer.Settings(
                settings.bind().hosts(), settings.port(), attribution, tls.map(material -> material::context));
    }

    /** Opens the ways in that lead to the server, which runs. */
    void open(HttpServer server, Teardown teardown) {
        tls.ifPresent(material -> LOG.info("TLS certificate fingerprint (sha256): {}", material.fingerprint()));
        tailscale.ifPresent(route -> openTailscale(route, server, teardown));
        if (settings.bind().mode().equals("tailnet") && settings.bind().hosts().equals(List.of("127.0.0.1"))) {
            LOG.warn("no tailnet address yet; serving 127.0.0.1 until this machine has one");
            teardown.add("watch for a tailnet address", LateAddress.watch(
                    GatewayBind::tailnetAddress, address -> listen(server, address), ground.scheduler(), ground.workers()));
        }
    }

    /** @param wanted whether changed certificates are put in use */
    void renewCertificatesWhile(BooleanSupplier wanted) {
        tls.ifPresent(material -> material.renewWhile(wanted));
    }

    /** Listens on the addresses that were asked for. @throws StartRefused when the port is not to be had */
    void listen(HttpServer server) throws StartRefused {
        new PortBinding(ground.launch().platform().processInspector()).bind(() -> bind(server));
    }

    private static Optional<PortBinding.Taken> bind(HttpServer server) throws IOException {
        try {
            server.start();
            return Optional.empty();
        } catch (BindFailedException e) {
            String reason = String.valueOf(e.getCause().getMessage());
            boolean inUse = e.getCause() instanceof BindException && reason.contains("in use");
            return Optional.of(new PortBinding.Taken(e.host(), e.port(), inUse, reason));
        }
    }

    /**
     * Tells commands on this machine where the gateway is. Without that the launcher's commands start a JVM of their own:
     * slower, never wrong.
     *
     * @return a port of this machine that speaks plain HTTP, if there is one
     */
    OptionalInt announce(HttpServer server, CommandRoutes commands, Teardown teardown) {
        OptionalInt door = OptionalInt.empty();
        try {
            door = OptionalInt.of(plainPort(server));
            commands.open(door.getAsInt());
            teardown.add("command file", commands::close);
        } catch (IOException e) {
            LOG.warn("commands can't be told where this gateway is: {}", e.getMessage());
        }
        return door;
    }

    // The port itself, or one more where that speaks TLS.
    private int plainPort(HttpServer server) throws BindFailedException {
        return tls.isEmpty() ? server.boundPort() : server.openDoor(Attribution.Door.ORDINARY);
    }

    /** A line about Tailscale for people; empty where it isn't used. */
    Optional<String> exposure() {
        return tailscale.map(route -> route.exposure().line(ground.clock().instant()));
    }

    private Tailscale tailscale(Launch launch) {
        return Tailscale.of(
                Tailscale.Mode.valueOf(settings.tailscale().toUpperCase(Locale.ROOT)),
                launch.environment().get("OPENCLAW_TAILSCALED_SOCKET").map(Path::of).orElse(Tailscale.SOCKET),
                launch.environment().get("OPENCLAW_TAILSCALE_BIN").orElse("tailscale"),
                ground.scheduler(), ground.workers(), ground.clock());
    }

    private void openTailscale(Tailscale route, HttpServer server, Teardown teardown) {
        Attribution.Door door = settings.tailscale().equals("funnel")
                ? Attribution.Door.TAILSCALE_FUNNEL
                : Attribution.Door.TAILSCALE_SERVE;
        try {
            route.expose(server.openDoor(door));
            teardown.add("Tailscale route", route);
        } catch (BindFailedException e) {
            LOG.error("not reachable through Tailscale: no loopback port is to be had: {}", e.getMessage());
        }
    }

    private static boolean listen(HttpServer server, String address) {
        try {
            server.listenAlso(address);
            LOG.info("serving the tailnet address {} too", address);
            return true;
        } catch (BindFailedException e) {
            LOG.warn("the tailnet address {} can't be listened on yet: {}", address, e.getMessage());
            return false;
        }
    }

    private static void refuseNonsense(GatewaySettings settings) throws StartRefused {
        for (String proxy : settings.config().texts("gateway.trustedProxies")) {
            if (IpRange.parse(proxy).isEmpty()) {
                throw new StartRefused(ExitCode.CONFIG, "gateway.trustedProxies: \"" + proxy
                        + "\" is no IP address or CIDR block, such as 192.168.1.10 or 10.0.0.0/8.");
            }
        }
        boolean unnamed = settings.config().text("gateway.auth.trustedProxy.userHeader").isEmpty();
        if (settings.auth().mode() == AuthMode.TRUSTED_PROXY && unnamed) {
            throw new StartRefused(ExitCode.CONFIG, "gateway.auth.mode=trusted-proxy requires "
                    + "gateway.auth.trustedProxy.userHeader: the header in which the proxy names the user.");
        }
    }

    private static Optional<ServerTls> tls(Launch launch, Clock clock) throws StartRefused {
        Config config = launch.settings().config();
        if (!config.flag("gateway.tls.enabled", false)) {
            return Optional.empty();
        }
        try {
            return Optional.of(ServerTls.open(files(launch, config), launch.platform().hostFacts().hostname(), clock));
        } catch (TlsException e) {
            throw new StartRefused(ExitCode.CONFIG, "Gateway start blocked: gateway.tls is enabled, but " + e.getMessage());
        }
    }

    private static TlsFiles files(Launch launch, Config config) {
        TlsFiles own = TlsFiles.in(launch.paths().stateDir(), config.flag("gateway.tls.autoGenerate", true));
        return new TlsFiles(
                path(launch, config, "gateway.tls.certPath").orElse(own.certificate()),
                path(launch, config, "gateway.tls.keyPath").orElse(own.key()),
                path(launch, config, "gateway.tls.caPath"),
                own.generate());
    }

    private static Optional<Path> path(Launch launch, Config config, String key) {
        return config.text(key).filter(text -> !text.isBlank()).map(launch.environment()::path);
    }
}
