package org.openclaw.appliance.cli;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.config.ConfigFile;
import org.openclaw.appliance.config.Environment;
import org.openclaw.appliance.config.LoadResult;
import org.openclaw.appliance.config.Problem;
import org.openclaw.appliance.config.SecretInput;
import org.openclaw.appliance.config.StatePaths;
import org.openclaw.appliance.secret.Secrets;
import org.openclaw.appliance.tls.ServerTls;
import org.openclaw.appliance.tls.TlsFiles;

/**
 * The configuration file as a command finds it. Most commands work with a broken or missing one, too.
 *
 * @param config what it says; empty when it is missing or broken
 * @param environment the environment with what the configuration adds to it
 * @param problems what is wrong with it
 * @param missing whether there is no file
 */
record LocalConfig(Optional<Config> config, Environment environment, List<Problem> problems, boolean missing) {

    static LocalConfig of(Environment environment, StatePaths paths) {
        return switch (new ConfigFile(paths, environment).look()) {
            case LoadResult.Loaded loaded ->
                new LocalConfig(Optional.of(loaded.config()), loaded.environment(), loaded.warnings(), false);
            case LoadResult.Invalid invalid ->
                new LocalConfig(Optional.empty(), environment, invalid.problems(), false);
            case LoadResult.Missing ignored -> new LocalConfig(Optional.empty(), environment, List.of(), true);
        };
    }

    /** One word on its state, for people. */
    String state() {
        if (missing) {
            return "missing";
        }
        return config.isPresent() ? "ok" : "invalid: " + problems.getFirst().path() + ": " + problems.getFirst().message();
    }

    Optional<String> text(String path) {
        return config.flatMap(known -> known.text(path));
    }

    /** A secret, wherever the configuration says it is; empty where it can't be had, too. */
    Optional<String> secret(String path, StatePaths paths) {
        return config.map(known -> new Secrets(paths, Clock.systemUTC()).one(known, environment, path))
                .filter(SecretInput.Known.class::isInstance)
                .map(known -> ((SecretInput.Known) known).value());
    }

    /** SHA-256 of the certificate that the gateway on this machine serves; empty without TLS, or before it made one. */
    Optional<String> tlsFingerprint(StatePaths paths) {
        if (!config.map(known -> known.flag("gateway.tls.enabled", false)).orElse(false)) {
            return Optional.empty();
        }
        TlsFiles own = TlsFiles.in(paths.stateDir(), false);
        return ServerTls.fingerprint(text("gateway.tls.certPath").map(environment::path).orElse(own.certificate()));
    }

    /** The gateway's port and where it comes from. */
    Port port(StatePaths paths) {
        Optional<String> fromEnvironment = environment.get("OPENCLAW_GATEWAY_PORT");
        if (fromEnvironment.isPresent()) {
            Optional<Integer> port = number(fromEnvironment.get());
            if (port.isPresent()) {
                return new Port(port.get(), "OPENCLAW_GATEWAY_PORT");
            }
        }
        return config.flatMap(known -> known.number("gateway.port").stream().boxed().findFirst())
                .map(port -> new Port(port.intValue(), "gateway.port in " + paths.configFile()))
                .orElseGet(() -> new Port(paths.defaultPort(), "default"));
    }

    private static Optional<Integer> number(String text) {
        try {
            int port = Integer.parseInt(text);
            return port > 0 && port < 65_536 ? Optional.of(port) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** @param source for people */
    record Port(int number, String source) {}
}
