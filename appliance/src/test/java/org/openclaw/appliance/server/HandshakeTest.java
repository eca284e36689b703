package org.openclaw.appliance.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openclaw.appliance.access.SharedSecret;
import org.openclaw.appliance.access.TestDevice;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.server.TestClient.Closed;
import org.openclaw.appliance.websocket.Opcode;

class HandshakeTest {

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = newServer(Limits.LEAN);
    }

    TestServer newServer(Limits limits) throws IOException {
        return TestServer.start(limits);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private TestClient challenged(String... headers) throws IOException {
        TestClient client = server.open(headers);
        JsonNode challenge = client.next();
        assertEquals("connect.challenge", challenge.path("event").textValue());
        assertTrue(challenge.path("seq").isMissingNode());
        assertEquals(36, challenge.path("payload").path("nonce").textValue().length());
        assertTrue(challenge.path("payload").path("ts").isIntegralNumber());
        return client;
    }

    private Closed closedAfter(String text) throws IOException {
        try (TestClient client = challenged()) {
            client.text(text);
            Closed closed = client.closed();
            assertEquals(0, client.waiting(), "an answer came before the close");
            return closed;
        }
    }

    private JsonNode refused(JsonNode params, int code, String reason, String... headers) throws IOException {
        try (TestClient client = challenged(headers)) {
            JsonNode answer = client.call("connect", params);
            assertFalse(answer.path("ok").booleanValue());
            assertEquals(new Closed(code, reason), client.closed());
            return answer.path("error");
        }
    }

    @Test
    void offersNoExtensionAndProvesTheUpgrade() throws IOException {
        try (TestClient client = challenged()) {
            assertTrue(client.head().startsWith("HTTP/1.1 101 "));
            assertTrue(client.head().contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
            assertFalse(client.head().toLowerCase(java.util.Locale.ROOT).contains("sec-websocket-extensions"));
        }
    }

    @Test
    void hangsUpOnWhatIsNotAConnectRequest() throws IOException {
        assertEquals(new Closed(1000, ""), closedAfter("{not json"));
        Closed invalid = new Closed(1008, "invalid request frame");
        assertEquals(invalid, closedAfter("[]"));
        assertEquals(invalid, closedAfter("null"));
        assertEquals(invalid, closedAfter("{\"type\":\"event\",\"event\":\"x\"}"));
        assertEquals(invalid, closedAfter("{\"type\":\"req\",\"method\":\"connect\"}"));
    }

    @Test
    void refusesAnyOtherFirstMethod() throws IOException {
        try (TestClient client = challenged()) {
            JsonNode answer = client.call("health", null);
            assertEquals("INVALID_REQUEST", answer.path("error").path("code").textValue());
            assertEquals(
                    "invalid handshake: first request must be connect", answer.path("error").path("message").textValue());
            assertEquals(new Closed(1008, "invalid handshake: first request must be connect"), client.closed());
        }
    }

    @Test
    void namesWhatIsWrongWithTheParameters() throws IOException {
        ObjectNode extra = TestClient.connectParams(null).put("foo", 1);
        String unexpected = "invalid connect params: at root: unexpected property 'foo'";
        assertEquals(unexpected, refused(extra, 1008, unexpected).path("message").textValue());

        ObjectNode badId = TestClient.connectParams(null);
        ((ObjectNode) badId.get("client")).put("id", "stranger");
        String enumFault = "invalid connect params: at /client/id: must be equal to one of the allowed values";
        assertEquals(enumFault, refused(badId, 1008, enumFault).path("message").textValue());

        String absent = "invalid connect params: must be object";
        assertEquals(absent, refused(null, 1008, absent).path("message").textValue());
    }

    @Test
    void cutsAReasonTo120Bytes() throws IOException {
        ObjectNode extra = TestClient.connectParams(null).put("ü".repeat(200), 1);
        try (TestClient client = challenged()) {
            client.call("connect", extra);
            byte[] reason = client.closed().reason().getBytes(StandardCharsets.UTF_8);
            assertTrue(reason.length <= 120 && reason.length > 117, "length " + reason.length);
        }
    }

    @Test
    void refusesOtherProtocolVersions() throws IOException {
        ObjectNode params = TestClient.connectParams(null).put("minProtocol", 5).put("maxProtocol", 6);
        JsonNode details = refused(params, 1002, "protocol mismatch").path("details");
        assertEquals("PROTOCOL_MISMATCH", details.path("code").textValue());
        assertEquals(5, details.path("clientMinProtocol").intValue());
        assertEquals(6, details.path("clientMaxProtocol").intValue());
        assertEquals(4, details.path("expectedProtocol").intValue());
        assertEquals(3, details.path("minimumProbeProtocol").intValue());
    }

    @Test
    void refusesUnknownRoles() throws IOException {
        assertEquals(
                "invalid role",
                refused(TestClient.connectParams(null).put("role", "king"), 1008, "invalid role").path("message").textValue());
        ObjectNode worker = TestClient.connectParams(null).put("role", "worker");
        ObjectNode frame = Json.object().put("type", "req").put("id", "1").put("method", "connect");
        frame.set("params", worker);
        assertEquals(new Closed(1008, "invalid-handshake"), closedAfter(frame.toString()));
    }

    @Test
    void refusesFramesAbove64KiBBeforeHello() throws IOException {
        try (TestClient client = challenged()) {
            client.frame(Opcode.TEXT, new byte[65_537]);
            assertEquals(new Closed(1009, ""), client.closed());
        }
    }

    @Test
    void refusesTooManyFramesWhileTheAnswerIsPending() throws IOException {
        try (TestClient client = challenged()) {
            // A wrong token is answered late on loopback, so the handshake stays pending.
            client.request("1", "connect", TestClient.connectParams("wrong"));
            for (int i = 0; i < 17; i++) {
                client.text("{}");
            }
            assertEquals(new Closed(1008, "too many pending handshake frames"), client.closed());
        }
    }

    @Test
    void hangsUpOnSilence() throws IOException {
        try (TestServer hasty = newServer(Limits.LEAN.withHandshake(100, 32));
                TestClient client = hasty.open()) {
            client.next();
            assertEquals(new Closed(1000, ""), client.closed());
        }
    }

    @Test
    void keepsPlacesPerAddressAndGivesThemBack() throws IOException {
        List<TestClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 32; i++) {
                clients.add(challenged());
            }
            try (TestClient refused = server.open()) {
                assertTrue(refused.head().startsWith("HTTP/1.1 503 "), refused.head());
            }
            clients.removeFirst().close();
            Await.until("a place is free again", () -> {
                try (TestClient client = server.open()) {
                    return client.head().startsWith("HTTP/1.1 101 ");
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
        } finally {
            clients.forEach(TestClient::close);
        }
    }

    @Test
    void asksToComeBackWhileStartingAndWhileStopping() throws IOException {
        server.lifecycle.starting("channels");
        JsonNode starting = refused(TestClient.connectParams(TestServer.TOKEN), 1013, "gateway starting");
        assertEquals("UNAVAILABLE", starting.path("code").textValue());
        assertEquals("gateway starting; retry shortly", starting.path("message").textValue());
        assertTrue(starting.path("retryable").booleanValue());
        assertEquals(500, starting.path("retryAfterMs").intValue());
        assertEquals("startup-sidecars", starting.path("details").path("reason").textValue());
        server.lifecycle.draining();
        JsonNode draining = refused(TestClient.connectParams(TestServer.TOKEN), 1013, "gateway restart in progress");
        assertEquals("gateway-restarting", draining.path("details").path("reason").textValue());
    }

    @Test
    void explainsWrongAndMissingSecrets() throws IOException {
        String mismatch = "unauthorized: gateway token mismatch (use this gateway's gateway.auth.token or pair the device)";
        JsonNode wrong = refused(TestClient.connectParams("wrong"), 1008, mismatch);
        assertEquals("INVALID_REQUEST", wrong.path("code").textValue());
        assertDetails(wrong, "AUTH_TOKEN_MISMATCH", "token_mismatch", false, "update_auth_credentials");

        JsonNode withDevice = refusedDevice(TestClient.connectParams("wrong"), mismatch);
        assertDetails(withDevice, "AUTH_TOKEN_MISMATCH", "token_mismatch", true, "retry_with_device_token");

        String missing = "unauthorized: gateway token missing (use this gateway's gateway.auth.token or pair the device)";
        JsonNode none = refusedDevice(TestClient.connectParams(null), missing);
        assertDetails(none, "AUTH_TOKEN_MISSING", "token_missing", false, "update_auth_configuration");

        JsonNode nothing = refused(TestClient.connectParams(null), 1008, "device identity required");
        assertEquals("NOT_PAIRED", nothing.path("code").textValue());
        assertEquals("DEVICE_IDENTITY_REQUIRED", nothing.path("details").path("code").textValue());

        ObjectNode node = TestClient.connectParams(TestServer.TOKEN).put("role", "node");
        assertEquals("NOT_PAIRED", refused(node, 1008, "device identity required").path("code").textValue());

        ObjectNode stale = TestClient.connectParams(null);
        stale.putObject("auth").put("deviceToken", "stale");
        JsonNode device = refused(stale, 1008, "unauthorized: device token mismatch (rotate/reissue device token)");
        assertDetails(device, "AUTH_DEVICE_TOKEN_MISMATCH", "device_token_mismatch", false, "update_auth_credentials");
    }

    private static void assertDetails(JsonNode error, String code, String reason, boolean retry, String next) {
        JsonNode details = error.path("details");
        assertEquals(code, details.path("code").textValue());
        assertEquals(reason, details.path("authReason").textValue());
        assertEquals(retry, details.path("canRetryWithDeviceToken").booleanValue());
        assertEquals(next, details.path("recommendedNextStep").textValue());
    }

    private JsonNode refusedDevice(ObjectNode params, String reason) throws IOException {
        try (TestClient client = server.open()) {
            JsonNode challenge = client.next().path("payload");
            JsonNode answer = client.call("connect", new TestDevice().prove(params, challenge));
            assertEquals(reason, answer.path("error").path("message").textValue());
            assertEquals(1008, client.closed().code());
            return answer.path("error");
        }
    }

    @Test
    void letsTheSecretInThroughEitherField() throws IOException {
        for (String field : List.of("token", "password")) {
            try (TestClient client = challenged()) {
                ObjectNode params = TestClient.connectParams(null);
                params.putObject("auth").put(field, TestServer.TOKEN);
                JsonNode hello = client.call("connect", params);
                assertTrue(hello.path("ok").booleanValue(), hello.toString());
                assertEquals("token", hello.path("payload").path("auth").path("method").textValue());
                assertTrue(hello.path("payload").path("auth").path("deviceToken").isMissingNode());
            }
        }
    }

    @Test
    void helloTellsWhatTheClientMayAndCan() throws IOException {
        try (TestClient client = challenged("x-openclaw-scopes: operator.read, operator.write")) {
            JsonNode hello = client.call("connect", TestClient.connectParams(TestServer.TOKEN)).path("payload");
            assertEquals("hello-ok", hello.path("type").textValue());
            assertEquals(4, hello.path("protocol").intValue());
            assertEquals("1.2.3", hello.path("server").path("version").textValue());
            assertEquals("boot-1", hello.path("server").path("bootId").textValue());
            assertEquals(List.of(hello.path("server").path("connId").textValue()), server.joined);
            assertEquals("[\"operator.read\",\"operator.write\"]", hello.path("auth").path("scopes").toString());
            assertEquals("[\"echo\",\"quick\"]", hello.path("features").path("methods").toString());
            assertEquals(4 * 1024 * 1024, hello.path("policy").path("maxPayload").intValue());
            assertEquals(8 * 1024 * 1024, hello.path("policy").path("maxBufferedBytes").intValue());
            assertEquals(30_000, hello.path("policy").path("tickIntervalMs").intValue());
            assertEquals(5, hello.path("snapshot").path("uptimeMs").intValue());
        }
        Await.until("the features heard that it left", () -> server.left.equals(server.joined));
    }

    @Test
    void openModeLetsAnybodyIn() throws IOException {
        try (TestServer open = new TestServer(
                        Limits.LEAN, SharedSecret.of(SharedSecret.Mode.NONE, null), List.of());
                TestClient client = open.open()) {
            client.next();
            JsonNode hello = client.call("connect", TestClient.connectParams(null));
            assertEquals("none", hello.path("payload").path("auth").path("method").textValue());
        }
    }

    @Test
    void checksWebOrigins() throws IOException {
        String text =
                "origin not allowed (open the Control UI from the gateway host or allow it in gateway.controlUi.allowedOrigins)";
        JsonNode foreign = refused(
                TestClient.connectParams(TestServer.TOKEN), 1008, text, "Origin: https://evil.example");
        assertEquals("CONTROL_UI_ORIGIN_NOT_ALLOWED", foreign.path("details").path("code").textValue());
        assertEquals("origin not allowed", foreign.path("details").path("reason").textValue());

        ObjectNode ui = TestClient.connectParams(TestServer.TOKEN);
        ((ObjectNode) ui.get("client")).put("id", "openclaw-control-ui").put("mode", "ui");
        assertEquals("origin missing or invalid", refused(ui, 1008, text).path("details").path("reason").textValue());

        JsonNode plain = refused(
                ui, 1008, "control ui requires device identity (use HTTPS or localhost secure context)",
                "Origin: http://127.0.0.1:" + server.port());
        assertEquals("CONTROL_UI_DEVICE_IDENTITY_REQUIRED", plain.path("details").path("code").textValue());

        server.uiWithoutDevice = true;
        server.allowedOrigins.add("https://panel.example");
        for (String origin : List.of("http://127.0.0.1:" + server.port(), "https://Panel.example")) {
            try (TestClient client = challenged("Origin: " + origin)) {
                assertTrue(client.call("connect", ui).path("ok").booleanValue(), origin);
            }
        }
    }

    @Test
    void survivesRandomConnectFrames() throws IOException {
        Random random = new Random(42);
        String valid = Json.object()
                .put("type", "req").put("id", "1").put("method", "connect")
                .set("params", TestClient.connectParams(TestServer.TOKEN)).toString();
        for (int i = 0; i < 150; i++) {
            StringBuilder text = new StringBuilder(valid);
            for (int change = 0; change <= random.nextInt(4); change++) {
                text.setCharAt(random.nextInt(text.length()), (char) (32 + random.nextInt(95)));
            }
            try (TestClient client = server.open()) {
                client.next();
                client.text(text.toString());
                // Either an answer or a close comes; the client fails the test when neither does.
                try {
                    client.next();
                } catch (java.io.EOFException e) {
                    assertTrue(client.closed().code() != 1011);
                }
            }
        }
        server.connected().close();
    }
}
