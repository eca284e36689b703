package org.openclaw.appliance.cli;

import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.Credentials;
import org.openclaw.appliance.client.DeviceStore;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.client.Introduction;
import org.openclaw.appliance.client.PairedClient;
import org.openclaw.appliance.client.PrivateHost;
import org.openclaw.appliance.client.Target;
import org.openclaw.appliance.config.Environment;
import org.openclaw.appliance.config.StatePaths;
import org.openclaw.appliance.protocol.ProductVersion;

/** Reaches a gateway over its WebSocket, with the target and credentials that flags, environment and configuration name. */
final class NetworkAccess implements GatewayAccess {

    /** Set to 1 by operators who know that names without a public suffix stay in their own network. */
    private static final String TRUST_NAMES = "OPENCLAW_ALLOW_INSECURE_PRIVATE_WS";

    private final Environment environment;
    private final StatePaths paths;
    private final DeviceStore device;

    NetworkAccess(Environment environment, StatePaths paths, Clock clock) {
        this.environment = environment;
        this.paths = paths;
        this.device = new DeviceStore(paths.stateDir(), clock);
    }

    @Override
    public GatewayConnection open(Wish wish) throws ClientException, CommandException {
        LocalConfig config = LocalConfig.of(environment, paths);
        Target target = target(wish.flags(), config);
        Introduction us =
                new Introduction(wish.mode().wireName(), ProductVersion.text(), platform(), wish.scopes());
        try {
            safe(target);
            return wish.mode().traceless()
                    ? PairedClient.look(target, us, device, wish.timeout())
                    : PairedClient.connect(target, us, device, wish.timeout());
        } catch (ClientException e) {
            throw e.withHints(RefusalHints.of(e, wish.flags(), target));
        }
    }

    /** Refuses to show secrets to a network that may not be private. */
    void safe(Target target) throws ClientException {
        if (target.tls()) {
            return;
        }
        if (target.fingerprint() != null) {
            throw refused(
                    "TLS_REQUIRED",
                    "a TLS fingerprint is configured for " + target.printable() + ", which is not TLS; the URL must start with wss://");
        }
        boolean trustNames = environment.get(TRUST_NAMES).filter("1"::equals).isPresent();
        if (!PrivateHost.allows(target.host(), trustNames)) {
            throw refused(
                    "PLAINTEXT_REFUSED",
                    target.printable() + " (" + target.source() + ") would send secrets in plain text over a network that "
                            + "may not be private; use wss://");
        }
    }

    private static ClientException refused(String code, String sentence) {
        return ClientException.of(ClientException.Reason.UNREACHABLE, code, "gateway connect failed: " + sentence);
    }

    @Override
    public boolean isOwn(ClientFlags flags) {
        return flags.url() == null
                && flags.port() == null
                && environment.get("OPENCLAW_GATEWAY_URL").isEmpty()
                && LocalConfig.of(environment, paths).text("gateway.mode").filter("remote"::equals).isEmpty();
    }

    @Override
    public String describe(ClientFlags flags) {
        try {
            Target target = target(flags, LocalConfig.of(environment, paths));
            return target.printable() + " (" + target.source() + ")";
        } catch (CommandException | ClientException e) {
            return e.getMessage();
        }
    }

    Target target(ClientFlags flags, LocalConfig config) throws CommandException, ClientException {
        Credentials given = new Credentials(flags.token(), flags.password());
        try {
            if (flags.url() != null) {
                // Stored secrets must not travel to whatever host somebody typed.
                return pinned(Target.of(flags.url(), "--url", given), config);
            }
            Optional<String> url = environment.get("OPENCLAW_GATEWAY_URL");
            if (flags.port() == null && url.isPresent()) {
                return pinned(Target.of(url.get(), "OPENCLAW_GATEWAY_URL", fromEnvironment(given)), config);
            }
            boolean remote = config.text("gateway.mode").filter("remote"::equals).isPresent();
            return flags.port() == null && remote ? remote(given, config) : local(flags, given, config);
        } catch (IllegalArgumentException e) {
            throw CommandException.usage(e.getMessage());
        }
    }

    private Target remote(Credentials given, LocalConfig config) throws ClientException {
        String url = config.text("gateway.remote.url")
                .orElseThrow(() -> refused(
                                "NO_REMOTE_URL",
                                "gateway.mode is remote, but gateway.remote.url is not set in " + paths.configFile())
                        .withHints(List.of(
                                "Name the gateway: `openclaw config set gateway.remote.url wss://<host>:18789`.",
                                "For a gateway on this machine: `openclaw config set gateway.mode local`.")));
        Credentials secret = given.present() ? given : remoteSecret(config);
        return pinned(Target.of(url, "gateway.remote.url in " + paths.configFile(), secret), config);
    }

    // The file names this very gateway's secret; the environment's may be meant for another.
    private Credentials remoteSecret(LocalConfig config) {
        Credentials stored = configured(config, "gateway.remote");
        return stored.present() ? stored : fromEnvironment(Credentials.NONE);
    }

    private Target local(ClientFlags flags, Credentials given, LocalConfig config) {
        LocalConfig.Port port =
                flags.port() == null ? config.port(paths) : new LocalConfig.Port(flags.port(), "--port");
        Credentials first = fromEnvironment(given);
        Credentials secret = first.present() ? first : configured(config, "gateway.auth");
        return LocalTarget.of(port.number(), "port from " + port.source(), secret, config, paths);
    }

    // The pin belongs to the configured URL, however it was given.
    private static Target pinned(Target target, LocalConfig config) {
        return config.text("gateway.remote.url").filter(url -> url.strip().equals(target.url().toString())).isPresent()
                ? target.pinned(config.text("gateway.remote.tlsFingerprint").orElse(null))
                : target;
    }

    private Credentials fromEnvironment(Credentials given) {
        if (given.present()) {
            return given;
        }
        return new Credentials(
                environment.get("OPENCLAW_GATEWAY_TOKEN").orElse(null),
                environment.get("OPENCLAW_GATEWAY_PASSWORD").orElse(null));
    }

    private Credentials configured(LocalConfig config, String section) {
        return new Credentials(
                config.secret(section + ".token", paths).orElse(null),
                config.secret(section + ".password", paths).orElse(null));
    }

    private static String platform() {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        if (os.startsWith("mac")) {
            return "darwin";
        }
        return os.startsWith("windows") ? "win32" : "linux";
    }
}
