package org.openclaw.appliance.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openclaw.appliance.protocol.Json;

class GatewayClientTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Introduction US = new Introduction("cli", "1.0", "linux", List.of("operator.read"));

    private static Target target(String url, String token) {
        return Target.of(url, "test", new Credentials(token, null));
    }

    @Test
    void introducesItselfAndCallsAMethod() throws Exception {
        List<String> events = new ArrayList<>();
        try (FakeGateway gateway = new FakeGateway("t").answering("health", Json.object().put("ok", true));
                GatewayClient client = GatewayClient.connect(
                        target(gateway.url(), "t"), US, PATIENCE, (event, payload) -> events.add(event))) {
            assertTrue(client.call("health", Json.object(), PATIENCE).path("ok").asBoolean());
            assertEquals("9.9", client.hello().path("server").path("version").asText());
            assertEquals(List.of("tick"), events);
            var connect = gateway.connects.getFirst();
            assertEquals("cli", connect.path("client").path("id").asText());
            assertEquals("[\"operator.read\"]", connect.path("scopes").toString());
            assertEquals(4, connect.path("minProtocol").asInt());
        }
    }

    @Test
    void waitsForTheSecondAnswerOfATwoStageMethod() throws Exception {
        try (FakeGateway gateway = new FakeGateway("t")
                        .answering("agent", Json.object().put("status", "accepted"), Json.object().put("status", "ok"));
                GatewayClient client = GatewayClient.connect(target(gateway.url(), "t"), US, PATIENCE)) {
            assertEquals("ok", client.callFinal("agent", Json.object(), PATIENCE).path("status").asText());
        }
    }

    @Test
    void passesTheGatewaysRefusalThrough() throws Exception {
        try (FakeGateway gateway = new FakeGateway("right")) {
            ClientException refused = assertThrows(
                    ClientException.class, () -> GatewayClient.connect(target(gateway.url(), "wrong"), US, PATIENCE));
            assertEquals(ClientException.Reason.REFUSED, refused.reason());
            assertTrue(refused.getMessage().startsWith("unauthorized: "), refused.getMessage());
            assertFalse(refused.getMessage().contains("wrong"));
        }
    }

    @Test
    void passesAMethodsErrorThrough() throws Exception {
        try (FakeGateway gateway = new FakeGateway("t");
                GatewayClient client = GatewayClient.connect(target(gateway.url(), "t"), US, PATIENCE)) {
            ClientException failed =
                    assertThrows(ClientException.class, () -> client.call("nope", Json.object(), PATIENCE));
            assertEquals(ClientException.Reason.FAILED, failed.reason());
            assertEquals("INVALID_REQUEST", failed.code());
            assertEquals("unknown method: nope", failed.getMessage());
        }
    }

    @Test
    void namesTheErrnoAndTheAddressWhenNobodyListens() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        ClientException down = assertThrows(
                ClientException.class,
                () -> GatewayClient.connect(target("ws://127.0.0.1:" + port, null), US, PATIENCE));
        assertEquals("gateway connect failed: ECONNREFUSED 127.0.0.1:" + port, down.getMessage());
        assertEquals(List.of("Tried ws://127.0.0.1:" + port + " (test)."), down.hints());
    }

    @Test
    void givesUpOnAPeerThatNeverAnswers() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ClientException late = assertThrows(
                    ClientException.class,
                    () -> GatewayClient.connect(
                            target("ws://127.0.0.1:" + silent.getLocalPort(), null), US, Duration.ofMillis(50)));
            assertEquals("ETIMEDOUT", late.code());
        }
    }

    @Test
    void saysThatAnotherServerIsNoGateway() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> answerOnce(server, "SSH-2.0-OpenSSH\r\n"));
            ClientException other = assertThrows(
                    ClientException.class,
                    () -> GatewayClient.connect(
                            target("ws://127.0.0.1:" + server.getLocalPort(), null), US, PATIENCE));
            assertTrue(other.getMessage().contains("not as a gateway"), other.getMessage());
        }
    }

    private static void answerOnce(ServerSocket server, String text) {
        try (Socket socket = server.accept()) {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            // The client under test closes when it has seen enough.
            return;
        }
    }

    @Test
    void refusesUrlsThatAreNoWebSocketUrls() {
        assertThrows(IllegalArgumentException.class, () -> target("http://127.0.0.1", null));
        assertThrows(IllegalArgumentException.class, () -> target("ws://user:pass@host", null));
        assertEquals("ws://h/p", target("ws://h/p?token=secret", null).printable());
    }
}
