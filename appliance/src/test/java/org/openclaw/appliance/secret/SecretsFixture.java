package org.openclaw.appliance.secret;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.config.ConfigFile;
import org.openclaw.appliance.config.Environment;
import org.openclaw.appliance.config.LoadResult;
import org.openclaw.appliance.config.StatePaths;

/** A home directory with a configuration, secrets beside it, and what is made of them. */
final class SecretsFixture {

    final Path home;
    final Map<String, String> variables = new HashMap<>();

    SecretsFixture(Path home) {
        this.home = home;
    }

    Environment environment() {
        return new Environment(variables, home, home, "tester");
    }

    StatePaths paths() {
        return StatePaths.of(environment(), Optional.empty(), false);
    }

    SecretsFixture config(String text) throws IOException {
        return privately(".openclaw/openclaw.json", text);
    }

    String config() throws IOException {
        return Files.readString(home.resolve(".openclaw/openclaw.json"));
    }

    /** Writes a file for its owner alone. */
    SecretsFixture privately(String name, String text) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        mode(file, "rw-------");
        return this;
    }

    Path script(String name, String body) throws IOException {
        Path file = home.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        mode(file, "rwx------");
        return file;
    }

    static void mode(Path file, String permissions) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    Secrets secrets() {
        return new Secrets(paths(), Clock.systemUTC());
    }

    LoadResult load() {
        return new ConfigFile(paths(), environment()).load();
    }

    Config resolved(Secrets secrets) {
        return switch (secrets.resolve(load())) {
            case LoadResult.Loaded loaded -> loaded.config();
            case LoadResult.Invalid invalid -> throw new AssertionError(invalid.problems().toString());
            case LoadResult.Missing missing -> throw new AssertionError("no configuration");
        };
    }

    SecretStore store() {
        return new SecretStore(paths(), Clock.systemUTC());
    }

    PlanApply apply() {
        return new PlanApply(paths(), environment(), Clock.systemUTC());
    }
}
