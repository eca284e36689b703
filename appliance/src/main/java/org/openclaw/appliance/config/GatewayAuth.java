package org.openclaw.appliance.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/**
 * How callers of the gateway prove themselves, worked out from all its sources.
 *
 * @param secret the token, or the password; empty for mode none and for trusted-proxy without a password
 * @param source where the secret comes from: a flag, an environment variable's name, a key, or {@code generated}
 * @param generated whether the secret is a token made for this run, because none was configured
 */
public record GatewayAuth(AuthMode mode, Optional<String> secret, String source, boolean generated) {

    private static final int TOKEN_BYTES = 32;
    private static final int LONGEST_PASSWORD_FILE = 4096;
    private static final String GENERATED = "generated";

    private record Candidate(Optional<String> value, String source, Optional<String> refusal) {}

    static GatewayAuth of(Config config, Environment environment, GatewayOverrides overrides) throws StartRefusal {
        Candidate token = candidate(config, environment, overrides.token(), "--token", "gateway.auth.token", "OPENCLAW_GATEWAY_TOKEN");
        Candidate password = candidate(config, environment, password(overrides, environment), "--password",
                "gateway.auth.password", "OPENCLAW_GATEWAY_PASSWORD");
        AuthMode mode = mode(config, overrides, token, password);
        return switch (mode) {
            case NONE -> new GatewayAuth(mode, Optional.empty(), "", false);
            case TOKEN -> token(required(token));
            case PASSWORD -> new GatewayAuth(mode, Optional.of(configured(required(password))), password.source(), false);
            case TRUSTED_PROXY -> {
                if (config.texts("gateway.trustedProxies").isEmpty()) {
                    throw refuse("gateway.auth.mode=trusted-proxy requires gateway.trustedProxies: "
                            + "list the addresses of the proxies that may speak for users.");
                }
                if (given(token)) {
                    throw refuse("gateway auth mode is trusted-proxy, but a shared token is also configured; remove "
                            + "gateway.auth.token / OPENCLAW_GATEWAY_TOKEN because trusted-proxy and token auth are "
                            + "mutually exclusive");
                }
                yield new GatewayAuth(mode, required(password).value(), password.source(), false);
            }
        };
    }

    /** Whether somebody configured a secret or trusts a proxy, so that listening beyond this host is defensible. */
    boolean guardsNetwork() {
        return mode == AuthMode.TRUSTED_PROXY || (secret.isPresent() && !generated);
    }

    private static AuthMode mode(Config config, GatewayOverrides overrides, Candidate token, Candidate password)
            throws StartRefusal {
        if (overrides.auth().isPresent()) {
            return AuthMode.of(overrides.auth().get()).orElseThrow(() -> new StartRefusal(StartRefusal.BAD_USAGE,
                    "Invalid --auth (use \"none\", \"token\", \"password\" or \"trusted-proxy\")."));
        }
        Optional<AuthMode> configured = config.text("gateway.auth.mode").flatMap(AuthMode::of);
        if (configured.isPresent()) {
            return configured.get();
        }
        if (present(config, "gateway.auth.token") && present(config, "gateway.auth.password")) {
            throw refuse("gateway.auth.token and gateway.auth.password are both set, but gateway.auth.mode is not. "
                    + "Set gateway.auth.mode to token or password.");
        }
        boolean onlyPassword = password.source().startsWith("--") ? !token.source().startsWith("--") : !given(token);
        return given(password) && onlyPassword ? AuthMode.PASSWORD : AuthMode.TOKEN;
    }

    private static boolean present(Config config, String path) {
        return config.missingVariable(path).isPresent() || config.at(path).isObject() || config.text(path).isPresent();
    }

    private static boolean given(Candidate candidate) {
        return candidate.value().isPresent() || candidate.refusal().isPresent();
    }

    private static Candidate candidate(
            Config config, Environment environment, Optional<String> flag, String flagName, String path, String variable) {
        if (flag.isPresent()) {
            return new Candidate(flag, flagName, Optional.empty());
        }
        return switch (SecretInput.at(config, path, environment)) {
            case SecretInput.Known known -> new Candidate(Optional.of(known.value()), path, Optional.empty());
            case SecretInput.Unresolved unresolved -> new Candidate(Optional.empty(), path, Optional.of(unresolved.reason()));
            case SecretInput.Absent absent -> new Candidate(environment.get(variable), variable, Optional.empty());
        };
    }

    /** A secret that is configured but can't be had stops the start: falling back to another would open a different door. */
    private static Candidate required(Candidate candidate) throws StartRefusal {
        if (candidate.refusal().isPresent()) {
            throw refuse(candidate.refusal().get());
        }
        return candidate;
    }

    private static GatewayAuth token(Candidate token) {
        return token.value().isPresent()
                ? new GatewayAuth(AuthMode.TOKEN, token.value(), token.source(), false)
                : new GatewayAuth(AuthMode.TOKEN, Optional.of(newToken()), GENERATED, true);
    }

    private static String configured(Candidate password) throws StartRefusal {
        return password.value().orElseThrow(() -> refuse("Gateway auth is set to password, but no password is configured. "
                + "Set gateway.auth.password (or OPENCLAW_GATEWAY_PASSWORD), or pass --password-file."));
    }

    private static Optional<String> password(GatewayOverrides overrides, Environment environment) throws StartRefusal {
        if (overrides.passwordFile().isEmpty()) {
            return overrides.password();
        }
        Path file = environment.path(overrides.passwordFile().get());
        try {
            String text = Files.size(file) > LONGEST_PASSWORD_FILE
                    ? ""
                    : new String(Files.readAllBytes(file), StandardCharsets.UTF_8).strip();
            if (text.isEmpty()) {
                throw new StartRefusal(StartRefusal.BAD_USAGE, "--password-file " + file + " is empty or longer than 4096 bytes.");
            }
            return Optional.of(text);
        } catch (IOException e) {
            throw new StartRefusal(StartRefusal.BAD_USAGE, "--password-file " + file + " can't be read.");
        }
    }

    private static String newToken() {
        byte[] bytes = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static StartRefusal refuse(String message) {
        return new StartRefusal(StartRefusal.BAD_CONFIGURATION, message);
    }

    /** Never the secret. */
    @Override
    public String toString() {
        return "GatewayAuth[" + mode.wireName() + " from " + source + "]";
    }
}
