package org.openclaw.appliance.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.TestGateway;
import org.openclaw.appliance.platform.OtherService;
import org.openclaw.appliance.protocol.ProductVersion;

/**
 * {@code gateway status} in each state, as text and as JSON, against files kept with this test. With {@code -Dregenerate}
 * the files are written anew; then look at the difference: fields of a version keep their meaning.
 */
class GatewayStatusGoldenTest {

    private static final Path FILES = Path.of("src/test/resources/org/openclaw/appliance/cli/gateway-status");

    @TempDir
    Path home;

    private final ScriptedPlatform platform = new ScriptedPlatform();
    private CommandLineRun openclaw;
    private TestGateway gateway;
    private int port;

    @AfterEach
    void stop() {
        if (gateway != null) {
            gateway.close();
        }
    }

    private void withoutGateway() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        openclaw = new CommandLineRun(home, platform);
        configure(port);
    }

    private void configure(int configured) throws IOException {
        Files.writeString(Files.createDirectories(home.resolve(".openclaw")).resolve("openclaw.json"),
                "{gateway:{mode:'local',port:" + configured + ",auth:{token:'" + TestGateway.TOKEN + "'}}}");
    }

    private void withGateway() throws Exception {
        gateway = new TestGateway(home, "{}");
        port = gateway.port();
        openclaw = new CommandLineRun(home, platform);
    }

    private void matches(String name, String... flags) throws Exception {
        for (boolean json : new boolean[] {false, true}) {
            String[] words = new String[2 + flags.length + (json ? 1 : 0)];
            words[0] = "gateway";
            words[1] = "status";
            System.arraycopy(flags, 0, words, 2, flags.length);
            if (json) {
                words[words.length - 1] = "--json";
            }
            Recording.Outcome outcome = openclaw.of(words);
            assertEquals(0, outcome.status(), outcome.err());
            check(name + (json ? ".json" : ".txt"), general(outcome.out()));
        }
        assertFalse(Files.exists(home.resolve(".openclaw/identity/device.json")), "looking made a device identity");
    }

    private String general(String text) {
        String general = text;
        for (int offset : List.of(110, 11, 4, 2)) {
            general = general.replaceAll("\\b" + (port + offset) + "\\b", "\\${port+" + offset + "}");
        }
        return general.replaceAll("\\b" + port + "\\b", "\\${port}")
                .replaceAll("\\b" + ProcessHandle.current().pid() + "\\b", "\\${pid}")
                .replace(home.toString(), "${home}")
                .replace("\"" + ProductVersion.text() + "\"", "\"${version}\"");
    }

    private static void check(String file, String text) throws IOException {
        Path golden = FILES.resolve(file);
        if (System.getProperty("regenerate") != null) {
            Files.createDirectories(FILES);
            Files.writeString(golden, text);
        }
        assertEquals(Files.readString(golden, StandardCharsets.UTF_8), text, file);
    }

    @Test
    void absent() throws Exception {
        withoutGateway();
        Files.delete(home.resolve(".openclaw/openclaw.json"));
        openclaw.variables.put("OPENCLAW_GATEWAY_PORT", Integer.toString(port));
        matches("absent");
    }

    @Test
    void stopped() throws Exception {
        withoutGateway();
        platform.having(port, Map.of());
        matches("stopped");
    }

    @Test
    void running() throws Exception {
        withGateway();
        platform.having(port, Map.of()).running();
        matches("running");
    }

    @Test
    void runningWithItsPortClosed() throws Exception {
        withoutGateway();
        platform.having(port, Map.of()).running();
        Files.writeString(Files.createDirectories(home.resolve(".openclaw/logs")).resolve("gateway.log"), """
                {"time":"2026-01-01T00:00:00.000+00:00","level":"error","subsystem":"gateway","message":"the disk is full"}
                """);
        matches("port-closed");
    }

    @Test
    void wrongToken() throws Exception {
        withGateway();
        platform.having(port, Map.of()).running();
        openclaw.variables.put("OPENCLAW_GATEWAY_TOKEN", "wrong");
        matches("wrong-token");
    }

    @Test
    void portThatTheServiceDoesNotKnow() throws Exception {
        withoutGateway();
        platform.having(port, Map.of());
        configure(3001);
        matches("drift");
    }

    @Test
    void serviceOfAnotherStateDirectory() throws Exception {
        withoutGateway();
        Path other = Files.createDirectories(home.resolve("elsewhere"));
        Files.move(home.resolve(".openclaw/openclaw.json"), other.resolve("openclaw.json"));
        platform.having(port, Map.of("OPENCLAW_STATE_DIR", other.toString()));
        matches("elsewhere");
    }

    @Test
    void othersOnTheMachine() throws Exception {
        withoutGateway();
        platform.others.add(new OtherService(
                "clawdbot-gateway", "/units/clawdbot-gateway.service", OtherService.Kind.LEGACY, true,
                "systemctl --user disable --now clawdbot-gateway"));
        platform.others.add(new OtherService(
                "openclaw-gateway-rescue", "/units/openclaw-gateway-rescue.service", OtherService.Kind.PROFILE, false, ""));
        matches("deep", "--deep", "--no-probe");
    }

    @Test
    void gatewayOutsideTheService() throws Exception {
        withGateway();
        matches("foreground");
    }
}
