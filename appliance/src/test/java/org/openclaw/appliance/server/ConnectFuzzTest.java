package org.openclaw.appliance.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.access.Authenticator;
import org.openclaw.appliance.access.ConnectPolicy;
import org.openclaw.appliance.access.FailedAttempts;
import org.openclaw.appliance.access.Peer;
import org.openclaw.appliance.access.SharedSecret;
import org.openclaw.appliance.access.SilentListener;
import org.openclaw.appliance.access.TestDevice;
import org.openclaw.appliance.protocol.ConnectChallenge;
import org.openclaw.appliance.protocol.ErrorCode;
import org.openclaw.appliance.protocol.ErrorShape;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.rpc.Lifecycle;
import org.openclaw.appliance.server.Handshake.Verdict;
import org.openclaw.appliance.store.Store;

/** Connect frames of any form: each is judged, none breaks anything, and no answer tells how near a guess was. */
class ConnectFuzzTest {

    private static final int FRAMES = 20_000;
    private static final int FRAMES_ON_SOCKETS = 2_000;
    private static final String TOKEN = "vQ7-the-right-token-of-the-gateway-0123456789";
    private static final Peer LOCAL = new Peer("127.0.0.1", true, "127.0.0.1", null, false, null);
    private static final String[] ODD = {
        "null", "true", "-1", "0", "1e400", "9007199254740993", "\"\"", "\" \"", "\"\\ud800\"", "\"\\u0000\"", "[]", "{}",
        "[[[[[[]]]]]]", "[null]", "{\"\":{}}", "\"operator.admin\"", "\"node\"", "\"worker\"", "3", "4", "\"../../etc/passwd\"",
        "\"operator.read\\noperator.admin\"", "\"-----BEGIN PUBLIC KEY-----\"", "[\"a\",\"a\"]",
    };

    private final Random random = new Random(20_251);
    private final TestDevice[] devices = {new TestDevice(), new TestDevice(), new TestDevice()};
    private Store store;
    private Handshake handshake;
    private ConnectChallenge challenge;

    @BeforeEach
    void open(@TempDir Path home) {
        store = Store.open(home.resolve("test.sqlite"));
        AtomicLong now = new AtomicLong();
        // Time leaps between attempts, so that lock-outs don't hide the rest.
        FailedAttempts failures = new FailedAttempts(FailedAttempts.Policy.DEFAULT, () -> now.addAndGet(3_600_000));
        Lifecycle lifecycle = new Lifecycle(Clock.systemUTC());
        lifecycle.ready();
        handshake = new Handshake(
                new Authenticator(
                        () -> SharedSecret.of(SharedSecret.Mode.TOKEN, TOKEN), failures, SilentListener.pairing(store),
                        () -> ConnectPolicy.DEFAULT, Clock.systemUTC()),
                new Origins(List::of),
                lifecycle);
        challenge = new ConnectChallenge("9c5b94b1-35ad-49bb-b118-8e8fc24abf80", Clock.systemUTC().millis());
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void everyFrameIsJudgedInTheProtocolsForm() {
        Set<Class<?>> kinds = new HashSet<>();
        Set<String> codes = new HashSet<>();
        for (int i = 0; i < FRAMES; i++) {
            String frame = frame();
            Peer peer = peer();
            Verdict verdict = handshake.judge(peer, frame);
            if (verdict instanceof Verdict.Ask ask) {
                verdict = handshake.authenticate(peer, challenge, ask);
            }
            kinds.add(verdict.getClass());
            if (verdict instanceof Verdict.Refuse refused) {
                assertWellFormed(refused, frame);
                codes.add(refused.error().details() == null ? "" : refused.error().details().path("code").asText());
            }
        }
        assertEquals(Set.of(Verdict.Hang.class, Verdict.Refuse.class, Verdict.Admit.class), kinds, "the frames reach every end");
        assertTrue(
                codes.containsAll(Set.of(
                        "", "PROTOCOL_MISMATCH", "AUTH_TOKEN_MISMATCH", "DEVICE_IDENTITY_REQUIRED", "DEVICE_AUTH_NONCE_MISMATCH",
                        "DEVICE_AUTH_SIGNATURE_INVALID", "DEVICE_AUTH_DEVICE_ID_MISMATCH", "PAIRING_REQUIRED")),
                codes::toString);
    }

    private static void assertWellFormed(Verdict.Refuse refused, String frame) {
        ErrorShape error = refused.error();
        // Ready, and the disk is well: whoever is unavailable here has met an exception.
        assertNotEquals(ErrorCode.UNAVAILABLE, error.code(), frame);
        assertFalse(error.message().isBlank(), frame);
        assertFalse(error.message().contains(TOKEN) || error.message().contains("java."), () -> error.message() + " " + frame);
        JsonNode tree = Json.parseOwn(Json.text(error));
        tree.fieldNames().forEachRemaining(name ->
                assertTrue(Set.of("code", "message", "details", "retryable", "retryAfterMs").contains(name), name));
        assertFalse(tree.path("details").toString().contains(TOKEN), frame);
        assertFalse(refused.id().isEmpty(), frame);
    }

    private Peer peer() {
        return switch (random.nextInt(5)) {
            case 0 -> new Peer("192.0.2." + random.nextInt(4), false, "gw.example", null, false, null);
            case 1 -> new Peer("127.0.0.1", true, "127.0.0.1", "https://evil.example", false, null);
            case 2 -> new Peer("192.0.2.9", false, "gw.example", null, true, "operator.read, ,x");
            default -> LOCAL;
        };
    }

    /** A valid frame with up to four things wrong. */
    private String frame() {
        ObjectNode params = TestClient.connectParams(random.nextInt(4) == 0 ? "wrong" : TOKEN);
        if (random.nextInt(4) == 0) {
            params.put("role", "node");
        }
        // A signature takes Java two milliseconds.
        boolean proven = random.nextInt(5) == 0;
        boolean early = random.nextBoolean();
        if (proven && early) {
            prove(params);
        }
        for (int change = random.nextInt(3); change > 0; change--) {
            distort(params);
        }
        if (proven && !early && params.path("client").isObject()) {
            prove(params);
        }
        ObjectNode frame = Json.object().put("type", "req").put("id", "1").put("method", "connect");
        frame.set("params", params);
        if (random.nextInt(10) == 0) {
            distort(frame);
        }
        StringBuilder text = new StringBuilder(frame.toString());
        for (int change = random.nextInt(8) - 5; change > 0; change--) {
            text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(random.nextBoolean() ? 128 : 0x10000));
        }
        return text.toString();
    }

    private void prove(ObjectNode params) {
        JsonNode offered = Json.object()
                .put("nonce", random.nextInt(8) == 0 ? "another" : challenge.nonce())
                .put("ts", challenge.ts());
        devices[random.nextInt(devices.length)].prove(params, offered);
    }

    /** Changes one value somewhere in the tree. */
    private void distort(ObjectNode root) {
        List<JsonNode> containers = new ArrayList<>(List.of(root));
        for (int i = 0; i < containers.size(); i++) {
            containers.get(i).forEach(child -> {
                if (child.isContainerNode()) {
                    containers.add(child);
                }
            });
        }
        JsonNode value = Json.parseOwn(ODD[random.nextInt(ODD.length)]);
        switch (containers.get(random.nextInt(containers.size()))) {
            case ObjectNode object when random.nextInt(6) == 0 -> object.set("extra", value);
            case ObjectNode object when !object.isEmpty() -> {
                List<String> names = new ArrayList<>();
                object.fieldNames().forEachRemaining(names::add);
                String name = names.get(random.nextInt(names.size()));
                if (random.nextInt(4) == 0) {
                    object.remove(name);
                } else {
                    object.set(name, value);
                }
            }
            case ArrayNode array -> array.add(value);
            default -> { }
        }
    }

    @Test
    void aRefusalIsTheSameHoweverMuchOfTheSecretWasRight() {
        for (String field : List.of("token", "password")) {
            Set<String> answers = new HashSet<>();
            for (String guess : guesses(TOKEN)) {
                answers.add(refusal(field, guess));
            }
            assertEquals(1, answers.size(), field + ": " + answers);
        }
        assertInstanceOf(Verdict.Admit.class, verdict("token", TOKEN));
    }

    @Test
    void aRefusalIsTheSameHoweverMuchOfADeviceTokenWasRight() {
        Verdict.Admit paired = assertInstanceOf(Verdict.Admit.class, verdict("token", TOKEN));
        String token = paired.granted().tokens().getFirst().token();
        assertInstanceOf(Verdict.Admit.class, verdict("deviceToken", token));
        for (String field : List.of("deviceToken", "bootstrapToken")) {
            Set<String> answers = new HashSet<>();
            for (String guess : guesses(token)) {
                answers.add(refusal(field, guess));
            }
            assertEquals(1, answers.size(), field + ": " + answers);
        }
    }

    /** Every beginning of the secret, alone and filled up to its length, and near misses. */
    private static List<String> guesses(String secret) {
        List<String> guesses = new ArrayList<>(List.of(
                "~", secret + "~", "~" + secret, secret.repeat(2), new StringBuilder(secret).reverse().toString(),
                secret.substring(1)));
        for (int right = 1; right < secret.length(); right++) {
            guesses.add(secret.substring(0, right));
            guesses.add(secret.substring(0, right) + "~".repeat(secret.length() - right));
            guesses.add(secret.substring(0, right - 1) + "~" + secret.substring(right));
        }
        return guesses;
    }

    private Verdict verdict(String field, String secret) {
        ObjectNode params = TestClient.connectParams(null);
        params.putObject("auth").put(field, secret);
        devices[0].prove(params, Json.object().put("nonce", challenge.nonce()).put("ts", challenge.ts()));
        ObjectNode frame = Json.object().put("type", "req").put("id", "1").put("method", "connect");
        frame.set("params", params);
        return handshake.authenticate(
                LOCAL, challenge, assertInstanceOf(Verdict.Ask.class, handshake.judge(LOCAL, frame.toString())));
    }

    private String refusal(String field, String secret) {
        Verdict.Refuse refused = assertInstanceOf(Verdict.Refuse.class, verdict(field, secret));
        return Json.text(refused.error()) + refused.code() + refused.reason() + refused.delayMillis();
    }

    @Test
    void everyFrameOnASocketIsAnsweredOrEndsTheConnection() throws IOException {
        try (TestServer server = new TestServer(Limits.LEAN, SharedSecret.of(SharedSecret.Mode.NONE, ""), List.of())) {
            for (int i = 0; i < FRAMES_ON_SOCKETS; i++) {
                try (TestClient client = server.open()) {
                    client.expectEvent("connect.challenge");
                    client.text(frame());
                    try {
                        JsonNode answer = client.next();
                        assertEquals("res", answer.path("type").asText(), answer.toString());
                        assertEquals(answer.path("ok").asBoolean(), answer.path("error").isMissingNode(), answer.toString());
                        assertNotEquals("UNAVAILABLE", answer.path("error").path("code").asText(), answer.toString());
                    } catch (EOFException e) {
                        assertNotEquals(1011, client.closed().code());
                    }
                }
            }
            try (TestClient client = server.connected()) {
                assertTrue(client.call("quick", null).path("ok").asBoolean(), "and it still serves");
            }
        }
    }
}
