package org.openclaw.appliance.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.openclaw.appliance.access.TestDevice;
import org.openclaw.appliance.protocol.Event;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.rpc.Access;
import org.openclaw.appliance.rpc.Method;
import org.openclaw.appliance.server.TestClient.Closed;
import org.openclaw.appliance.websocket.FrameEncoder;
import org.openclaw.appliance.websocket.Opcode;

class ConnectionTest {

    private static final Limits QUIET = Limits.LEAN.withHeartbeat(600_000, 600_000, 1_000);

    private TestServer server;

    private TestServer start(Limits limits) throws IOException {
        server = newServer(limits);
        return server;
    }

    TestServer newServer(Limits limits) throws IOException {
        return TestServer.start(limits);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static JsonNode echo(String text) {
        return Json.object().put("value", text);
    }

    @Test
    void answersRequestsSentTogether() throws IOException {
        CountDownLatch release = new CountDownLatch(1);
        start(QUIET).methods.add(Method.of("slow", Access.READ, TestServer.Empty.class, (caller, params) -> {
            awaitLatch(release);
            return "slow";
        }));
        try (TestClient client = server.connected()) {
            client.request("a", "slow", null);
            client.request("b", "echo", echo("b"));
            client.request("c", "quick", null);
            Set<String> early = new HashSet<>();
            early.add(client.next().path("id").textValue());
            early.add(client.next().path("id").textValue());
            assertEquals(Set.of("b", "c"), early);
            release.countDown();
            assertEquals("a", client.next().path("id").textValue());
        }
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void answersMalformedFramesInTheProtocolsWords() throws IOException {
        start(QUIET);
        try (TestClient client = server.connected()) {
            client.text("{not json");
            client.text("");
            client.text("[]");
            JsonNode answer = client.next();
            assertEquals("invalid", answer.path("id").textValue());
            assertEquals("invalid request frame: must be object", answer.path("error").path("message").textValue());

            client.text("{\"type\":\"req\",\"id\":\"7\"}");
            JsonNode named = client.next();
            assertEquals("7", named.path("id").textValue());
            assertEquals(
                    "invalid request frame: must have required property 'method'",
                    named.path("error").path("message").textValue());

            client.text("{\"type\":\"req\",\"id\":\"8\",\"method\":\"echo\",\"zz\":1}");
            assertEquals(
                    "invalid request frame: at root: unexpected property 'zz'",
                    client.next().path("error").path("message").textValue());
            client.text("{\"type\":\"req\",\"id\":\"9\",\"method\":\"echo\",\"traceparent\":\"" + "x".repeat(129) + "\"}");
            assertEquals(
                    "invalid request frame: at /traceparent: must NOT have more than 128 characters",
                    client.next().path("error").path("message").textValue());
            client.text("{\"type\":\"req\",\"id\":\"10\",\"method\":\"echo\",\"expectedProfileId\":\"somebody\"}");
            assertEquals(
                    "EXPECTED_PROFILE_MISMATCH",
                    client.next().path("error").path("details").path("reason").textValue());

            assertEquals(
                    "connect is only valid as the first request",
                    client.call("connect", TestClient.connectParams(TestServer.TOKEN)).path("error").path("message").textValue());
            assertEquals("unknown method: nope", client.call("nope", null).path("error").path("message").textValue());
        }
    }

    @Test
    void takesBinaryMessagesAsText() throws IOException {
        start(QUIET);
        try (TestClient client = server.connected()) {
            client.frame(Opcode.BINARY, "{\"type\":\"req\",\"id\":\"b\",\"method\":\"quick\"}".getBytes(StandardCharsets.UTF_8));
            assertEquals("b", client.next().path("id").textValue());
            client.frame(Opcode.BINARY, new byte[] {(byte) 0xFF});
            assertEquals(new Closed(1007, ""), client.closed());
        }
    }

    @Test
    void acceptsLargeMessagesAfterHelloAndRefusesLarger() throws IOException {
        start(Limits.LEAN.withPayload(1024 * 1024, 8 * 1024 * 1024));
        try (TestClient client = server.connected()) {
            String large = "x".repeat(900 * 1024);
            assertEquals(large, client.call("echo", echo(large)).path("payload").textValue());
            client.raw(ByteBuffer.allocate(14).put((byte) 0x81).put((byte) 0xFF).putLong(1L << 62).putInt(0).array());
            assertEquals(new Closed(1009, ""), client.closed());
        }
    }

    @Test
    void closesOnProtocolViolations() throws IOException {
        start(QUIET);
        try (TestClient client = server.connected()) {
            client.raw(new byte[] {(byte) 0x81, 0x01, 'x'});
            assertEquals(new Closed(1002, ""), client.closed());
        }
    }

    @Test
    void numbersEventsWithoutGapsWhateverThreadSendsThem() throws Exception {
        start(QUIET);
        try (TestClient client = server.connected()) {
            List<Thread> publishers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                publishers.add(Thread.ofVirtual().start(() -> {
                    for (int n = 0; n < 250; n++) {
                        server.events.publish(Event.HEALTH, Json.object().put("n", n));
                    }
                }));
            }
            for (int seq = 1; seq <= 1_000; seq++) {
                assertEquals(seq, client.next().path("seq").intValue());
            }
            for (Thread publisher : publishers) {
                publisher.join();
            }
        }
    }

    @Test
    void holdsBackEventsOfScopesTheClientLacks() throws IOException {
        start(QUIET);
        try (TestClient client = server.open("x-openclaw-scopes: operator.pairing")) {
            client.next();
            client.call("connect", TestClient.connectParams(TestServer.TOKEN));
            server.events.publish(Event.CHAT, Json.object());
            server.events.publish(Event.HEALTH, Json.object());
            JsonNode first = client.next();
            assertEquals("health", first.path("event").textValue());
            assertEquals(1, first.path("seq").intValue());
        }
    }

    @Test
    void ticksAndPingsFromOneClock() throws IOException {
        start(Limits.LEAN.withHeartbeat(20, 30, 1_000));
        try (TestClient client = server.connected()) {
            for (int seq = 1; seq <= 5; seq++) {
                JsonNode tick = client.expectEvent("tick");
                assertEquals(seq, tick.path("seq").intValue());
                assertTrue(tick.path("payload").path("ts").isIntegralNumber());
            }
            while (client.pings() < 3) {
                client.next();
            }
        }
    }

    @Test
    void endsConnectionsThatAnswerNoPing() throws IOException {
        start(Limits.LEAN.withHeartbeat(600_000, 50, 1_000));
        try (TestClient client = server.connected()) {
            client.playDead();
            assertEquals(new Closed(1006, ""), client.closed());
        }
        Await.until("the features heard that it left", () -> server.left.size() == 1);
    }

    @Test
    void cutsOffASlowConsumerWithoutDelayingOthers() throws Exception {
        start(Limits.LEAN.withPayload(1024 * 1024, 1024 * 1024).withHeartbeat(600_000, 600_000, 60_000));
        try (TestClient stalled = server.connected();
                TestClient lively = server.connected()) {
            String filler = "x".repeat(100_000);
            // The stalled client reads nothing: the kernel's buffers fill, then the gateway's, then it is cut off.
            for (int seq = 1; seq <= 200; seq++) {
                server.events.publish(Event.HEALTH, Json.object().put("filler", filler));
                assertEquals(seq, lively.expectEvent("health").path("seq").intValue());
            }
            List<Long> numbers = new ArrayList<>();
            try {
                while (true) {
                    numbers.add(stalled.next().path("seq").longValue());
                }
            } catch (EOFException e) {
                assertEquals(new Closed(1008, "slow consumer"), stalled.closed());
            }
            for (int i = 0; i < numbers.size(); i++) {
                assertEquals(i + 1, numbers.get(i));
            }
            assertTrue(lively.call("quick", null).path("ok").booleanValue());
        }
    }

    @Test
    void saysWhyItStopsThenClosesWithServiceRestart() throws Exception {
        start(QUIET);
        try (TestClient client = server.connected();
                TestClient pending = server.open()) {
            String filler = "x".repeat(100_000);
            for (int i = 0; i < 20; i++) {
                server.events.publish(Event.HEALTH, Json.object().put("filler", filler));
            }
            Thread stopping = Thread.ofVirtual().start(() -> server.http.stop("gateway restarting", 1500L));
            JsonNode shutdown = client.expectEvent("shutdown");
            assertEquals(21, shutdown.path("seq").intValue());
            assertEquals("gateway restarting", shutdown.path("payload").path("reason").textValue());
            assertEquals(1500, shutdown.path("payload").path("restartExpectedMs").intValue());
            assertEquals(new Closed(1012, "service restart"), client.closed());
            assertEquals(new Closed(1012, "service restart"), pending.closed());
            stopping.join();
        }
    }

    @Test
    void answersTheClientsClose() throws IOException {
        start(QUIET);
        try (TestClient client = server.connected()) {
            client.frame(Opcode.CLOSE, FrameEncoder.closePayload(4000, "tick timeout"));
            assertEquals(new Closed(4000, ""), client.closed());
        }
        Await.until("the features heard that it left", () -> server.left.size() == 1);
    }

    @Test
    void endsTheConnectionOfAClientThatNeverAnswersTheClose() throws IOException {
        start(Limits.LEAN.withHeartbeat(600_000, 600_000, 50));
        try (TestClient client = server.connected()) {
            client.playDead();
            client.raw(new byte[] {(byte) 0xFF});
            assertEquals(new Closed(1002, ""), client.closed());
            assertEquals(-1, client.socket().getInputStream().read());
        }
    }

    @Test
    void aHelloThatFailsClosesTheConnectionAndNothingElse() throws IOException {
        start(QUIET).breakHello();
        try (TestClient client = server.open()) {
            client.next();
            client.request("1", "connect", TestClient.connectParams(TestServer.TOKEN));
            assertEquals(new Closed(1011, "hello failed inside the gateway"), client.closed());
        }
        Await.until("the features heard that it left", () -> server.left.size() == 1);
        assertEquals(0, server.events.audience());
    }

    @Test
    void nodesGetTransportEventsOnly() throws IOException {
        start(QUIET);
        try (TestClient client = server.open()) {
            JsonNode challenge = client.next().path("payload");
            ObjectNode params = TestClient.connectParams(TestServer.TOKEN).put("role", "node");
            new TestDevice().prove(params, challenge);
            JsonNode hello = client.call("connect", params);
            assertEquals("node", hello.path("payload").path("auth").path("role").textValue());
            server.events.publish(Event.CHAT, Json.object());
            server.events.publish(Event.HEALTH, Json.object());
            assertEquals("health", client.next().path("event").textValue());
            assertEquals(
                    "unauthorized role: node",
                    client.call("echo", echo("x")).path("error").path("message").textValue());
        }
    }

    @Test
    void endsRepeatedCallsWithTheWrongRole() throws IOException {
        start(QUIET).methods.add(Method.of(
                "node.only", new Access.NodeOnly(), TestServer.Empty.class, (caller, params) -> "never"));
        try (TestClient client = server.connected()) {
            for (int i = 0; i < 11; i++) {
                assertEquals(
                        "unauthorized role: operator",
                        client.call("node.only", null).path("error").path("message").textValue());
            }
            assertEquals(new Closed(1008, "repeated unauthorized calls"), client.closed());
        }
    }

    @Test
    void twoHundredHalfOpenConnectionsCostLittle() throws IOException {
        start(Limits.LEAN.withHandshake(600_000, 1_000).withHeartbeat(600_000, 600_000, 1_000));
        server.connected().close();
        long before = liveBytes();
        List<TestClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                TestClient client = server.open();
                client.next();
                // A header that claims 60,000 bytes, and one byte of them.
                client.raw(new byte[] {(byte) 0x81, (byte) 0xFE, (byte) 0xEA, 0x60, 1, 2, 3, 4, 5});
                clients.add(client);
            }
            long each = (liveBytes() - before) / 200;
            assertTrue(each < 40_000, "bytes per half-open connection, both ends: " + each);
            assertTrue(server.connected().call("quick", null).path("ok").booleanValue());
        } finally {
            clients.forEach(TestClient::close);
        }
    }

    private static long liveBytes() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @Test
    void randomRequestsAreAnsweredOrIgnoredNeverFatal() throws IOException {
        start(QUIET);
        java.util.Random random = new java.util.Random(3);
        String valid = "{\"type\":\"req\",\"id\":\"fuzz\",\"method\":\"echo\",\"params\":{\"value\":[1,{\"a\":null}]}}";
        try (TestClient client = server.connected()) {
            for (int i = 0; i < 2_000; i++) {
                StringBuilder text = new StringBuilder(valid);
                for (int change = 0; change <= random.nextInt(5); change++) {
                    text.setCharAt(random.nextInt(text.length()), (char) (32 + random.nextInt(95)));
                }
                client.text(text.toString());
                if (i % 50 == 0) {
                    assertTrue(client.call("quick", null).path("ok").booleanValue());
                }
            }
            client.text("[".repeat(10_000));
            client.text("{\"type\":\"req\",\"id\":\"n\",\"method\":\"quick\",\"params\":" + "9".repeat(5_000) + "}");
            client.text("{\"type\":\"req\",\"id\":\"\\ud800\",\"method\":\"quick\"}");
            assertTrue(client.call("quick", null).path("ok").booleanValue());
        }
    }
}
