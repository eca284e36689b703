package org.openclaw.appliance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.config.ConfigFile;
import org.openclaw.appliance.config.Environment;
import org.openclaw.appliance.config.StatePaths;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.server.Await;
import org.openclaw.appliance.server.TestClient;

/** A device whose configuration has become useless, as a process of its own. */
class RescueTest {

    private static final String TOKEN = "the-gateway-token-of-this-test";
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String BROKEN = "{gateway: {mode: 'local', port: ";

    @TempDir
    Path home;

    private Path file;
    private int port;
    private Process gateway;

    @BeforeEach
    void configure() throws Exception {
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Environment environment = new Environment(Map.of("HOME", home.toString()), home, home, "tester");
        StatePaths paths = StatePaths.of(environment, Optional.empty(), false);
        paths.create();
        file = paths.configFile();
    }

    @AfterEach
    void stop() {
        if (gateway != null) {
            gateway.destroyForcibly();
        }
    }

    /** The configuration once was good, and now is something else. */
    private void broken(String more) throws IOException {
        Environment environment = new Environment(Map.of("HOME", home.toString()), home, home, "tester");
        ConfigFile config = new ConfigFile(StatePaths.of(environment, Optional.empty(), false), environment);
        config.write(good(more), Optional.empty());
        config.rememberGood();
        Files.writeString(file, BROKEN);
    }

    private String good(String more) {
        return "{gateway: {mode: 'local', port: " + port + ", auth: {token: '" + TOKEN + "'}}" + more + "}";
    }

    private void start(Map<String, String> variables) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                "-cp", System.getProperty("java.class.path"), Main.class.getName(), "gateway");
        builder.environment().put("HOME", home.toString());
        builder.environment().putAll(variables);
        builder.redirectErrorStream(true).redirectOutput(home.resolve("terminal.txt").toFile());
        gateway = builder.start();
    }

    private String health() {
        return status("/health");
    }

    private String status(String path) {
        try (InputStream in = URI.create("http://127.0.0.1:" + port + path).toURL().openStream()) {
            return Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)).path("status").asText();
        } catch (IOException e) {
            return "";
        }
    }

    private TestClient connect() throws Exception {
        Await.until("the gateway has started", PATIENCE, () -> status("/startup").equals("started"));
        TestClient client = TestClient.open(port);
        client.expectEvent("connect.challenge");
        JsonNode hello = client.call("connect", TestClient.connectParams(TOKEN));
        assertTrue(hello.path("ok").asBoolean(), hello.toString());
        return client;
    }

    @Test
    void elsewhereTheProcessEnds() throws Exception {
        broken("");
        start(Map.of());
        assertTrue(gateway.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        assertEquals(78, gateway.exitValue());
        assertEquals(BROKEN, Files.readString(file));
    }

    @Test
    void answersWhatIsNeededToMendTheFileAndGoesOnThen() throws Exception {
        broken("");
        start(Map.of("OPENCLAW_RESCUE", "1"));
        Await.until("the rescue is served", PATIENCE, () -> health().equals("rescue"));
        try (TestClient client = connect()) {
            JsonNode config = client.call("config.get", Json.object()).path("payload");
            assertFalse(config.path("valid").asBoolean(true), config.toString());
            assertEquals("INVALID_REQUEST", client.call("sessions.list", Json.object()).at("/error/code").asText());
            assertTrue(client.call("status", Json.object()).at("/payload/appliance/rescue").asText().contains("JSON5"));
            ObjectNode apply = Json.object().put("raw", good("")).put("baseHash", config.path("hash").asText());
            JsonNode applied = client.call("config.set", apply);
            assertTrue(applied.path("ok").asBoolean(), applied.toString());
        }
        Await.until("the gateway is back", PATIENCE, () -> health().equals("live"));
        try (TestClient client = connect()) {
            assertTrue(client.call("sessions.list", Json.object()).path("ok").asBoolean());
        }
    }

    @Test
    void putsTheLastGoodOneBackWhereTheOwnerWishedThat() throws Exception {
        broken(", appliance: {rescue: true, autoRepair: true}");
        start(Map.of());
        Await.until("the gateway serves", PATIENCE, () -> health().equals("live"));
        assertTrue(Files.readString(file).contains("autoRepair"));
        try (Stream<Path> beside = Files.list(file.getParent())) {
            List<Path> rejected = beside.filter(path -> path.getFileName().toString().startsWith("openclaw.json.rejected-")).toList();
            assertEquals(1, rejected.size());
            assertEquals(BROKEN, Files.readString(rejected.getFirst()));
        }
    }

    @Test
    void withoutARescueNothingIsPutBack() throws Exception {
        broken(", appliance: {autoRepair: true}");
        start(Map.of());
        assertTrue(gateway.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        assertEquals(78, gateway.exitValue());
        assertEquals(BROKEN, Files.readString(file));
    }
}
