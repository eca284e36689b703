package org.openclaw.appliance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.server.TestClient;

/** Gateways in processes of their own that end in every way a process can, and what the next one makes of it. */
class EndsTest {

    private static final String TOKEN = "the-gateway-token-of-this-test";

    @TempDir
    private Path home;

    private int port;
    private Process gateway;

    @BeforeEach
    void port() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
    }

    @AfterEach
    void stop() {
        gateway.destroyForcibly().onExit().join();
    }

    private void start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "gateway", "run", "--allow-unconfigured", "--port", Integer.toString(port))
                .directory(home.toFile())
                .redirectErrorStream(true);
        builder.environment().put("HOME", home.toString());
        builder.environment().put("OPENCLAW_GATEWAY_TOKEN", TOKEN);
        builder.environment().keySet().removeIf(name -> name.startsWith("OPENCLAW_") && !name.endsWith("_TOKEN"));
        gateway = builder.start();
        BufferedReader output = gateway.inputReader();
        StringBuilder said = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            said.append(line).append('\n');
            if (line.contains("ready after")) {
                return;
            }
        }
        throw new AssertionError("the gateway didn't start: " + said);
    }

    private void kill() {
        gateway.toHandle().destroyForcibly();
        gateway.onExit().join();
    }

    private JsonNode call(String method, String params) throws IOException {
        try (TestClient client = TestClient.open(port)) {
            client.expectEvent("connect.challenge");
            var connect = TestClient.connectParams(TOKEN);
            connect.putArray("scopes").add("operator.admin");
            assertTrue(client.call("connect", connect).path("ok").asBoolean());
            return client.call(method, Json.parse(params));
        }
    }

    private String lastCause() throws IOException {
        return call("status", "{}").path("payload").path("appliance").path("lastShutdown").path("cause").asText();
    }

    @Test
    void aSignalAKillAndAFullHeapAreToldApart() throws Exception {
        start();
        assertEquals("first-start", lastCause());
        gateway.toHandle().destroy();
        gateway.onExit().join();
        start();
        assertEquals("stop", lastCause());
        kill();
        start();
        assertEquals("unknown", lastCause());
        kill();
        Files.writeString(home.resolve(".openclaw/run/last-exit"), "exit-code exited 3\n");
        start();
        assertEquals("heap-exhausted", lastCause());
    }

    @Test
    void threeKillsInARowLeadToSafeModeUntilItIsSwitchedOff() throws Exception {
        for (int crash = 0; crash < 3; crash++) {
            start();
            kill();
        }
        start();
        JsonNode status = call("status", "{}").path("payload").path("appliance");
        assertTrue(status.path("safeMode").path("active").asBoolean(), status::toString);
        assertEquals(4, status.path("boots").size());
        assertTrue(call("health", "{}").path("payload").path("safeMode").path("active").asBoolean());
        String message = "{\"sessionKey\":\"main\",\"message\":\"hello\",\"idempotencyKey\":\"once\"}";
        JsonNode refusal = call("chat.send", message).path("error");
        assertEquals("UNAVAILABLE", refusal.path("code").asText());
        assertTrue(refusal.path("message").asText().startsWith("safe mode: "), refusal::toString);
        assertEquals("false", call("appliance.safeMode.set", "{\"enabled\":false}").path("payload").path("active").asText());
        assertTrue(call("chat.send", message).path("ok").asBoolean());
    }
}
