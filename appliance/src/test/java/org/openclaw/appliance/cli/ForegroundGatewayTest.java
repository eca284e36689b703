package org.openclaw.appliance.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.Main;
import org.openclaw.appliance.cli.Recording.Outcome;
import org.openclaw.appliance.platform.PortablePlatform;

/** Stopping and restarting a gateway that runs in a process of its own, without a service manager. */
@DisabledOnOs(OS.WINDOWS)
class ForegroundGatewayTest {

    @TempDir
    Path home;

    private int port;
    private Process gateway;
    private CommandLineRun openclaw;

    @BeforeEach
    void start() throws IOException {
        start("");
    }

    private void start(String more) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Files.writeString(Files.createDirectories(home.resolve(".openclaw")).resolve("openclaw.json"),
                "{gateway:{mode:'local',bind:'loopback',port:" + port + ",auth:{token:'the-token-of-this-test'}" + more + "}}");
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Main.class.getName(), "gateway", "run");
        builder.environment().keySet().removeIf(name -> name.startsWith("OPENCLAW_"));
        builder.environment().put("HOME", home.toString());
        gateway = builder.directory(home.toFile()).redirectErrorStream(true).start();
        openclaw = new CommandLineRun(home, new PortablePlatform());
        awaitLine("listening on");
    }

    private void awaitLine(String text) throws IOException {
        BufferedReader output = gateway.inputReader();
        StringBuilder seen = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            seen.append(line).append('\n');
            if (line.contains(text)) {
                Thread.ofVirtual().start(() -> drain(output));
                return;
            }
        }
        throw new AssertionError("the gateway ended:\n" + seen);
    }

    private static void drain(BufferedReader output) {
        try {
            output.skip(Long.MAX_VALUE);
        } catch (IOException e) {
            // The process was killed.
        }
    }

    @AfterEach
    void end() {
        gateway.destroyForcibly();
    }

    @Test
    void stopEndsItsProcess() throws Exception {
        Outcome script = openclaw.of("gateway", "stop");
        assertEquals(1, script.status());
        assertTrue(gateway.isAlive());
        Outcome outcome = openclaw.of("gateway", "stop", "--force", "--json");
        assertEquals(0, outcome.status(), outcome.err());
        assertEquals("stopped", outcome.json().path("result").asText());
        assertTrue(gateway.waitFor(10, TimeUnit.SECONDS));
        assertEquals("not-loaded", openclaw.of("gateway", "stop", "--json").json().path("result").asText());
    }

    @Test
    void restartIsDoneByTheGatewayItself() throws Exception {
        String before = bootId();
        Outcome outcome = openclaw.of("restart", "--safe", "--json");
        assertEquals(0, outcome.status(), outcome.err());
        assertEquals("restarted", outcome.json().path("result").asText());
        assertTrue(gateway.isAlive());
        assertNotEquals(before, bootId());
    }

    @Test
    void aGatewayWithTlsRestartsItselfToo() throws Exception {
        gateway.destroyForcibly().waitFor();
        start(",tls:{enabled:true}");
        String before = bootId();
        Outcome outcome = openclaw.of("gateway", "restart", "--wait", "1s", "--json");
        assertEquals(0, outcome.status(), outcome.err());
        assertTrue(outcome.json().path("message").asText().contains("port " + port), outcome.out());
        assertNotEquals(before, bootId());
    }

    @Test
    void anotherSupervisorsGatewayRestartsItselfToo() throws Exception {
        openclaw.variables.put("OPENCLAW_SUPERVISOR_MODE", "external");
        Outcome outcome = openclaw.of("gateway", "restart", "--wait", "1s", "--json");
        assertEquals(0, outcome.status(), outcome.err());
        assertEquals(1, openclaw.of("gateway", "stop", "--force").status());
        assertTrue(gateway.isAlive());
    }

    private String bootId() throws InterruptedException {
        Outcome status = openclaw.of("gateway", "call", "status", "--json");
        assertEquals(0, status.status(), status.err());
        return status.json().path("appliance").path("boots").path(0).path("startedAtMs").asText();
    }
}
