package org.openclaw.appliance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.boot.RunningGateway;
import org.openclaw.appliance.config.ConfigFile;
import org.openclaw.appliance.config.Environment;
import org.openclaw.appliance.config.StatePaths;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.server.Await;
import org.openclaw.appliance.server.TestClient;

/** A gateway as a process of its own, and signals for it. */
@DisabledOnOs(OS.WINDOWS)
class GatewayProcessTest {

    private static final String TOKEN = "the-gateway-token-of-this-test";

    @TempDir
    Path home;

    private ConfigFile file;
    private Path history;
    private Path log;
    private int port;
    private Process gateway;

    @BeforeEach
    void start() throws Exception {
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Environment environment = new Environment(Map.of("HOME", home.toString()), home, home, "tester");
        StatePaths paths = StatePaths.of(environment, Optional.empty(), false);
        paths.create();
        file = new ConfigFile(paths, environment);
        file.write(
                "{gateway: {mode: 'local', port: " + port + ", auth: {token: '" + TOKEN + "'}}}", Optional.empty());
        log = paths.logFile();
        history = log.resolveSibling("gateway-restart.log");
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                "-cp", System.getProperty("java.class.path"), Main.class.getName(), "gateway");
        builder.environment().put("HOME", home.toString());
        // What the launcher does on Linux: the JVM leaves SIGUSR2 alone.
        builder.environment().put("_JAVA_SR_SIGNUM", "50");
        builder.redirectErrorStream(true).redirectOutput(home.resolve("terminal.txt").toFile());
        gateway = builder.start();
        Await.until("the gateway serves", () -> RunningGateway.isHealthy(port) && !startedAt().isEmpty());
    }

    @AfterEach
    void stop() {
        gateway.destroyForcibly();
    }

    @Test
    void aSignalRestartsItInTheSameProcess() throws Exception {
        signal("USR2");
        awaitHistory(1);
        assertTrue(lines().getFirst().matches(
                "\\S+Z restarted source=sigusr2 durationMs=\\d+ pid=" + gateway.pid() + " reason=\"signal SIGUSR2\""), lines().getFirst());
        assertTrue(RunningGateway.isHealthy(port));
        signal("USR1");
        Await.until("the second restart waits", () -> waiting().contains("SIGUSR1"));
        assertEquals(1, lines().size());
    }

    @Test
    void manyQuickChangesMakeOneRestart() throws Exception {
        for (int i = 0; i < 20; i++) {
            file.set("gateway.customBindHost", "127.0.0." + (2 + i));
        }
        awaitHistory(1);
        file.set("gateway.customBindHost", "127.0.0.99");
        Await.until("another restart waits for its time", () -> waiting().contains("gateway.customBindHost"));
        assertEquals(1, lines().size());
    }

    @Test
    void aSignalToEndEndsItInGoodOrder() throws Exception {
        try (TestClient client = connect()) {
            signal("TERM");
            assertEquals("gateway stopping", client.expectEvent("shutdown").at("/payload/reason").asText());
            assertEquals(1012, client.closed().code());
        }
        assertTrue(gateway.waitFor(20, TimeUnit.SECONDS));
        assertEquals(143, gateway.exitValue());
        assertTrue(Files.readString(log).contains("stopped cleanly"));
    }

    @Test
    void anInterruptFromTheTerminalEndsItToo() throws Exception {
        signal("INT");
        assertTrue(gateway.waitFor(20, TimeUnit.SECONDS));
        assertEquals(130, gateway.exitValue());
        assertTrue(Files.readString(log).contains("stopped cleanly"));
    }

    private void signal(String name) throws Exception {
        assertEquals(0, new ProcessBuilder("kill", "-" + name, Long.toString(gateway.pid())).start().waitFor());
    }

    private String startedAt() {
        try (TestClient client = connect()) {
            return client.call("status", Json.object()).at("/payload/appliance/startedAtMs").asText();
        } catch (IOException | AssertionError e) {
            return "";
        }
    }

    private String waiting() {
        try (TestClient client = connect()) {
            JsonNode status = client.call("status", Json.object());
            return status.at("/payload/appliance/restart/reason").asText();
        } catch (IOException | AssertionError e) {
            return "";
        }
    }

    private TestClient connect() throws IOException {
        TestClient client = TestClient.open(port);
        client.expectEvent("connect.challenge");
        client.call("connect", TestClient.connectParams(TOKEN));
        return client;
    }

    private void awaitHistory(int lines) {
        Await.until("restart " + lines + " is over", () -> lines().size() >= lines);
    }

    private List<String> lines() {
        try {
            return Files.exists(history) ? Files.readAllLines(history) : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }
}
