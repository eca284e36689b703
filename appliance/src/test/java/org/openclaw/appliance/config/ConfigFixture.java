package org.openclaw.appliance.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A home directory with a configuration file, and what the gateway makes of it. */
final class ConfigFixture {

    final Path home;
    private final Map<String, String> variables = new HashMap<>();

    ConfigFixture(Path home) {
        this.home = home;
    }

    ConfigFixture with(String variable, String value) {
        variables.put(variable, value);
        return this;
    }

    ConfigFixture file(String text) throws IOException {
        Files.createDirectories(home.resolve(".openclaw"));
        Files.writeString(home.resolve(".openclaw/openclaw.json"), text);
        return this;
    }

    Environment environment() {
        return new Environment(variables, home, home, "operator");
    }

    StatePaths paths() {
        return StatePaths.of(environment(), Optional.empty(), false);
    }

    ConfigFile config() {
        return new ConfigFile(paths(), environment());
    }

    LoadResult.Loaded loaded() {
        LoadResult result = config().load();
        if (result instanceof LoadResult.Loaded loaded) {
            return loaded;
        }
        throw new AssertionError("not loaded: " + result);
    }

    LoadResult.Invalid invalid() {
        LoadResult result = config().load();
        if (result instanceof LoadResult.Invalid invalid) {
            return invalid;
        }
        throw new AssertionError("not refused: " + result);
    }

    GatewaySettings settings(GatewayOverrides overrides) throws StartRefusal {
        return settings(overrides, false);
    }

    GatewaySettings settings(GatewayOverrides overrides, boolean inContainer) throws StartRefusal {
        return GatewaySettings.of(config().load(), paths(), environment(), overrides, inContainer);
    }
}
