package org.openclaw.appliance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.config.ConfigFile;
import org.openclaw.appliance.config.Environment;
import org.openclaw.appliance.config.GatewayOverrides;
import org.openclaw.appliance.config.GatewaySettings;
import org.openclaw.appliance.config.StatePaths;
import org.openclaw.appliance.log.LogSettings;
import org.openclaw.appliance.log.Logging;
import org.openclaw.appliance.log.Redaction;
import org.openclaw.appliance.platform.PortablePlatform;
import org.openclaw.appliance.protocol.Json;

/** The checked-in schema is the one a started gateway's methods give. */
class ProtocolSchemaTest {

    private static final Path CHECKED_IN =
            Path.of("src/main/resources/org/openclaw/appliance/protocol.schema.json");

    @TempDir
    Path home;

    @Test
    void checkedInSchemaIsWhatTheMethodsGive() throws Exception {
        String current = current();
        if (System.getProperty("regenerate") != null) {
            Files.writeString(CHECKED_IN, current);
        }
        assertEquals(Files.exists(CHECKED_IN) ? Files.readString(CHECKED_IN) : "", current, """
                The methods or their parameters changed, and the checked-in schema didn't. Look at the difference, then run
                ./mvnw -pl appliance test -Dtest=ProtocolSchemaTest -Dregenerate""");
    }

    private String current() throws Exception {
        Environment environment = new Environment(Map.of("HOME", home.toString()), home, home, "operator");
        StatePaths paths = StatePaths.of(environment, Optional.empty(), false);
        paths.create();
        ConfigFile file = configuration(paths, environment);
        GatewaySettings settings = GatewaySettings.of(file.load(), paths, environment, GatewayOverrides.NONE);
        PortablePlatform platform = new PortablePlatform();
        try (ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
                Logging logging = Logging.start(LogSettings.to(home.resolve("log")), new Redaction(), "test");
                Appliance appliance = Appliance.start(
                        new Launch(paths, environment, settings, file, later -> settings, platform, false), logging, scheduler)) {
            String schema = Json.pretty(ProtocolSchema.of(appliance.methods())).replace(System.lineSeparator(), "\n") + "\n";
            scheduler.shutdownNow();
            return schema;
        }
    }

    private static ConfigFile configuration(StatePaths paths, Environment environment) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Files.writeString(paths.configFile(), """
                { gateway: { mode: "local", port: %d, auth: { mode: "token", token: "schema-test-0123456789abcdefghijkl" } } }"""
                .formatted(port));
        return new ConfigFile(paths, environment);
    }
}
