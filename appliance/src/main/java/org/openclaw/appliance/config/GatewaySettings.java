package org.openclaw.appliance.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.openclaw.appliance.protocol.Json;

/**
 * What the gateway runs with: the configuration, the environment and the command line, merged and checked. Immutable.
 *
 * @param portSource {@code --port}, {@code OPENCLAW_GATEWAY_PORT}, {@code gateway.port} or {@code default}
 * @param allowedOrigins origins the Control UI may be loaded from, with those of this host for a wider bind
 * @param chatCompletions whether {@code /v1/chat/completions} answers; by default only where nobody chose to bind wider than
 *     loopback
 * @param historyLimit messages of a session kept in memory
 * @param tailscale {@code off}, {@code serve} or {@code funnel}
 */
public record GatewaySettings(
        Config config,
        int port,
        String portSource,
        GatewayBind bind,
        GatewayAuth auth,
        boolean controlUi,
        String controlUiBasePath,
        List<String> allowedOrigins,
        boolean chatCompletions,
        int historyLimit,
        Path workspace,
        LoggingKeys log,
        String tailscale) {

    private static final int DEFAULT_HISTORY = 50;
    private static final int HIGHEST_PORT = 65535;
    private static final int MOST_PROBLEMS_SHOWN = 20;

    public GatewaySettings {
        allowedOrigins = List.copyOf(allowedOrigins);
    }

    /**
     * @param inContainer whether this process runs in a container, whose own loopback nobody outside can reach
     * @throws StartRefusal when the gateway must not start like this
     */
    public static GatewaySettings of(
            LoadResult loaded, StatePaths paths, Environment process, GatewayOverrides overrides, boolean inContainer)
            throws StartRefusal {
        Config config = config(loaded, overrides.allowUnconfigured());
        Environment environment = loaded instanceof LoadResult.Loaded valid ? valid.environment() : process;
        Port port = port(config, paths, environment, overrides);
        // Tailscale forwards to loopback, in a container, too.
        boolean reachedFromOutside = inContainer && tailscaleMode(config, overrides).equals("off");
        GatewayBind bind = GatewayBind.of(config, environment, overrides, reachedFromOutside);
        GatewayAuth auth = GatewayAuth.of(config, environment, overrides);
        refuseOpenDoor(port.number(), bind, auth);
        refuseSharedHookToken(config, auth);
        String tailscale = tailscale(config, overrides, bind, auth);
        return new GatewaySettings(
                config,
                port.number(),
                port.source(),
                bind,
                auth,
                config.flag("gateway.controlUi.enabled", true),
                config.text("gateway.controlUi.basePath").orElse(""),
                origins(config, bind, port.number()),
                config.flag(
                        "gateway.http.endpoints.chatCompletions.enabled",
                        bind.loopbackOnly() || bind.source().equals("default")),
                (int) config.number("gateway.historyLimit").orElse(DEFAULT_HISTORY),
                config.text("agents.defaults.workspace").map(environment::path).orElse(paths.workspace()),
                LoggingKeys.of(config, paths, environment),
                tailscale);
    }

    /** What to log when the token was made for this run; empty otherwise. Doesn't contain the token. */
    public Optional<String> authNotice() {
        return auth.generated()
                ? Optional.of("auth token was missing. Generated a runtime token for this startup without changing config; "
                        + "restart will generate a different token. Run `openclaw setup`, or set gateway.auth.token, to keep one.")
                : Optional.empty();
    }

    private static Config config(LoadResult loaded, boolean allowUnconfigured) throws StartRefusal {
        return switch (loaded) {
            case LoadResult.Missing missing when allowUnconfigured -> new Config(Json.object(), "");
            case LoadResult.Missing missing -> throw refuse(
                    "Missing config. Run `openclaw setup` or set gateway.mode=local (or pass --allow-unconfigured).");
            case LoadResult.Invalid invalid -> throw refuse("Invalid config:\n"
                    + invalid.problems().stream().limit(MOST_PROBLEMS_SHOWN).map(problem -> "- " + problem.text())
                            .collect(Collectors.joining("\n"))
                    + "\nCorrect them in the file; `openclaw config validate` checks it without starting anything.");
            case LoadResult.Loaded valid -> {
                requireLocalMode(valid.config(), allowUnconfigured);
                yield valid.config();
            }
        };
    }

    private static void requireLocalMode(Config config, boolean allowUnconfigured) throws StartRefusal {
        Optional<String> mode = config.text("gateway.mode");
        if (allowUnconfigured || mode.equals(Optional.of("local"))) {
            return;
        }
        throw refuse(mode.isEmpty()
                ? "Gateway start blocked: existing config is missing gateway.mode. The file may be damaged; restore it from its "
                        + "backup, or run `openclaw config set gateway.mode local`.\n"
                        + "Gateway start blocked: set gateway.mode=local (current: unset) or pass --allow-unconfigured."
                : "Gateway start blocked: set gateway.mode=local (current: " + mode.get() + ") or pass --allow-unconfigured.");
    }

    private record Port(int number, String source) {}

    private static Port port(Config config, StatePaths paths, Environment environment, GatewayOverrides overrides)
            throws StartRefusal {
        if (overrides.port().isPresent()) {
            return new Port(number(overrides.port().get(), "--port", StartRefusal.BAD_USAGE), "--port");
        }
        Optional<String> variable = environment.get("OPENCLAW_GATEWAY_PORT");
        if (variable.isPresent()) {
            String name = "OPENCLAW_GATEWAY_PORT";
            return new Port(number(variable.get(), name, StartRefusal.BAD_CONFIGURATION), name);
        }
        return config.number("gateway.port").isPresent()
                ? new Port((int) config.number("gateway.port").getAsLong(), "gateway.port")
                : new Port(paths.defaultPort(), "default");
    }

    private static int number(String text, String source, int exitCode) throws StartRefusal {
        int port = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
        if (port < 1 || port > HIGHEST_PORT) {
            throw new StartRefusal(exitCode, "Invalid " + source + ": a port is a whole number from 1 to 65535.");
        }
        return port;
    }

    private static void refuseOpenDoor(int port, GatewayBind bind, GatewayAuth auth) throws StartRefusal {
        if (!bind.loopbackOnly() && !auth.guardsNetwork()) {
            throw refuse("Refusing to bind gateway to " + bind.mode() + " without auth.\n"
                    + "refusing to bind gateway to " + bind.hosts().getFirst() + ":" + port + " without auth "
                    + "(set gateway.auth.token/password, or set OPENCLAW_GATEWAY_TOKEN/OPENCLAW_GATEWAY_PASSWORD; "
                    + "or keep gateway.bind=loopback)"
                    + (bind.chosen() ? "" : "\nThis is a container, where the gateway listens on every address unless gateway.bind says otherwise."));
        }
    }

    // Whoever may set off a hook must not be able to do everything else as well.
    private static void refuseSharedHookToken(Config config, GatewayAuth auth) throws StartRefusal {
        String token = config.secret("hooks.token").orElse("").strip();
        boolean shared = !token.isEmpty() && auth.secret().filter(token::equals).isPresent();
        if (shared && config.flag("hooks.enabled", false)) {
            throw refuse("hooks.token is the same as the gateway's own token or password. Set hooks.token to another long random value, "
                    + "and give that one to whoever calls hooks.");
        }
    }

    private static String tailscaleMode(Config config, GatewayOverrides overrides) {
        return overrides.tailscale().or(() -> config.text("gateway.tailscale.mode")).orElse("off");
    }

    private static String tailscale(Config config, GatewayOverrides overrides, GatewayBind bind, GatewayAuth auth)
            throws StartRefusal {
        String mode = tailscaleMode(config, overrides);
        switch (mode) {
            case "off" -> { }
            case "serve", "funnel" -> {
                if (!bind.loopbackOnly()) {
                    throw refuse("tailscale serve/funnel requires gateway bind=loopback (127.0.0.1)");
                }
                if (mode.equals("funnel") && auth.mode() != AuthMode.PASSWORD) {
                    throw refuse("tailscale funnel requires gateway auth mode=password (set gateway.auth.password "
                            + "or OPENCLAW_GATEWAY_PASSWORD)");
                }
            }
            default -> throw new StartRefusal(StartRefusal.BAD_USAGE, "Invalid --tailscale (use \"off\", \"serve\" or \"funnel\").");
        }
        return mode;
    }

    private static List<String> origins(Config config, GatewayBind bind, int port) {
        Set<String> origins = new LinkedHashSet<>(config.texts("gateway.controlUi.allowedOrigins"));
        if (!bind.loopbackOnly()) {
            origins.add("http://localhost:" + port);
            origins.add("http://127.0.0.1:" + port);
        }
        return new ArrayList<>(origins);
    }

    private static StartRefusal refuse(String message) {
        return new StartRefusal(StartRefusal.BAD_CONFIGURATION, message);
    }
}
