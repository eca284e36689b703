package org.openclaw.appliance.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.Credentials;
import org.openclaw.appliance.client.GatewayClient;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.client.Introduction;
import org.openclaw.appliance.client.Target;
import org.openclaw.appliance.config.Environment;
import org.openclaw.appliance.config.StatePaths;
import org.openclaw.appliance.protocol.ProductVersion;

/** Reaches a gateway over its WebSocket, with the target and credentials that flags, environment and configuration name. */
final class NetworkAccess implements GatewayAccess {

    private final Environment environment;
    private final StatePaths paths;

    NetworkAccess(Environment environment, StatePaths paths) {
        this.environment = environment;
        this.paths = paths;
    }

    @Override
    public GatewayConnection open(Wish wish) throws ClientException, CommandException {
        LocalConfig config = LocalConfig.of(environment, paths);
        Target target = target(wish.flags(), config);
        Introduction us = new Introduction(
                wish.mode().name().toLowerCase(Locale.ROOT), ProductVersion.text(), platform(), wish.scopes());
        try {
            return GatewayClient.connect(target, us, wish.timeout());
        } catch (ClientException e) {
            throw e.withHints(hints(e, wish.flags(), target));
        }
    }

    @Override
    public String describe(ClientFlags flags) {
        try {
            Target target = target(flags, LocalConfig.of(environment, paths));
            return target.printable() + " (" + target.source() + ")";
        } catch (CommandException e) {
            return e.getMessage();
        }
    }

    Target target(ClientFlags flags, LocalConfig config) throws CommandException {
        Credentials given = new Credentials(flags.token(), flags.password());
        try {
            if (flags.url() != null) {
                // Stored secrets must not travel to whatever host somebody typed.
                return Target.of(flags.url(), "--url", given);
            }
            Optional<String> url = environment.get("OPENCLAW_GATEWAY_URL");
            if (flags.port() == null && url.isPresent()) {
                return Target.of(url.get(), "OPENCLAW_GATEWAY_URL", fromEnvironment(given));
            }
            boolean remote = config.text("gateway.mode").filter("remote"::equals).isPresent();
            Optional<String> remoteUrl = config.text("gateway.remote.url");
            if (flags.port() == null && remote && remoteUrl.isPresent()) {
                return Target.of(
                                remoteUrl.get(), "gateway.remote.url in " + paths.configFile(),
                                stored(given, config, "gateway.remote"))
                        .pinned(config.text("gateway.remote.tlsFingerprint").orElse(null));
            }
            LocalConfig.Port port =
                    flags.port() == null ? config.port(paths) : new LocalConfig.Port(flags.port(), "--port");
            boolean tls = config.config().map(known -> known.flag("gateway.tls.enabled", false)).orElse(false);
            String local = (tls ? "wss" : "ws") + "://127.0.0.1:" + port.number();
            return Target.of(local, "port from " + port.source(), stored(given, config, "gateway.auth"))
                    .pinned(config.tlsFingerprint(paths).orElse(null));
        } catch (IllegalArgumentException e) {
            throw CommandException.usage(e.getMessage());
        }
    }

    private Credentials fromEnvironment(Credentials given) {
        if (given.present()) {
            return given;
        }
        return new Credentials(
                environment.get("OPENCLAW_GATEWAY_TOKEN").orElse(null),
                environment.get("OPENCLAW_GATEWAY_PASSWORD").orElse(null));
    }

    private Credentials stored(Credentials given, LocalConfig config, String section) {
        Credentials first = fromEnvironment(given);
        return first.present()
                ? first
                : new Credentials(
                        config.text(section + ".token").orElse(null),
                        config.text(section + ".password").orElse(null));
    }

    private static List<String> hints(ClientException e, ClientFlags flags, Target target) {
        List<String> hints = new ArrayList<>(e.hints());
        switch (e.reason()) {
            case UNREACHABLE, TIMED_OUT ->
                hints.add(flags.url() == null
                        ? "Start the gateway with `openclaw gateway`, or see `openclaw gateway status`."
                        : "Check the URL and that a gateway listens there.");
            case REFUSED -> {
                if (e.getMessage().startsWith("unauthorized")) {
                    hints.add(flags.url() == null
                            ? "Give the right secret with --token or --password, or OPENCLAW_GATEWAY_TOKEN."
                            : "Stored credentials are not sent to a --url; give --token or --password.");
                } else if (e.stillStarting()) {
                    hints.add("The gateway is still starting; try again in a moment.");
                }
            }
            case DISCONNECTED, FAILED -> hints.add("Asked " + target.printable() + ".");
        }
        return hints;
    }

    private static String platform() {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        if (os.startsWith("mac")) {
            return "darwin";
        }
        return os.startsWith("windows") ? "win32" : "linux";
    }
}
