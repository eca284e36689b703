package org.openclaw.appliance.pairing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.openclaw.appliance.TestGateway.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.TestGateway;
import org.openclaw.appliance.access.TestDevice;
import org.openclaw.appliance.server.TestClient;

class DeviceProofTest {

    private final TestDevice device = new TestDevice();
    private TestGateway gateway;

    @BeforeEach
    void start(@TempDir Path home) throws Exception {
        gateway = new TestGateway(home, "{}");
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private JsonNode answer(Consumer<ObjectNode> change) throws IOException {
        try (TestClient client = gateway.challenged()) {
            JsonNode challenge = client.expectEvent("connect.challenge").path("payload");
            ObjectNode params = device.prove(operator("operator.read"), challenge);
            change.accept(params);
            return client.call("connect", params);
        }
    }

    private void refused(String message, String code, String reason, Consumer<ObjectNode> change) throws IOException {
        JsonNode error = answer(change).path("error");
        assertEquals("INVALID_REQUEST", error.path("code").asText());
        assertEquals(message, error.path("message").asText());
        assertEquals("DEVICE_AUTH_" + code, error.path("details").path("code").asText());
        assertEquals(reason, error.path("details").path("reason").asText());
    }

    private static ObjectNode block(ObjectNode params) {
        return (ObjectNode) params.get("device");
    }

    @Test
    void acceptsAllKeyFormsAndBothPayloads() throws IOException {
        for (String form : device.publicKeyForms()) {
            assertTrue(answer(params -> block(params).put("publicKey", form)).path("ok").asBoolean(), form);
        }
        try (TestClient client = gateway.challenged()) {
            JsonNode challenge = client.expectEvent("connect.challenge").path("payload");
            ObjectNode params = device.prove(operator(), challenge, challenge.path("ts").asLong(), "v2");
            assertTrue(client.call("connect", params).path("ok").asBoolean());
        }
    }

    @Test
    void namesWhatIsWrongInOrder() throws IOException {
        refused("device identity mismatch", "DEVICE_ID_MISMATCH", "device-id-mismatch", params ->
                block(params).put("publicKey", new TestDevice().publicKey()));
        refused("device identity mismatch", "DEVICE_ID_MISMATCH", "device-id-mismatch", params ->
                block(params).put("publicKey", "junk"));
        refused("device signature expired", "SIGNATURE_EXPIRED", "device-signature-stale", params ->
                block(params).put("signedAt", 1).put("nonce", "other"));
        refused("device nonce required", "NONCE_REQUIRED", "device-nonce-missing", params ->
                block(params).put("nonce", " "));
        refused("device nonce mismatch", "NONCE_MISMATCH", "device-nonce-mismatch", params ->
                block(params).put("nonce", "other"));
        refused("device signature invalid", "SIGNATURE_INVALID", "device-signature", params ->
                block(params).put("signature", device.sign("something else")));
        refused("device signature invalid", "SIGNATURE_INVALID", "device-signature", params ->
                params.putArray("scopes").add("operator.admin"));
        refused("device signature invalid", "SIGNATURE_INVALID", "device-signature", params ->
                params.putObject("auth").put("token", "another"));
        String missing = answer(params -> block(params).remove("nonce")).path("error").path("message").asText();
        assertEquals("invalid connect params: at /device: must have required property 'nonce'", missing);
    }

    @Test
    void aStaleSignatureTellsBothClocks() throws IOException {
        JsonNode details = answer(params -> block(params).put("signedAt", 86_400_000)).path("error").path("details");
        assertEquals(86_400_000, details.path("signedAtMs").asLong());
        assertTrue(details.path("serverTimeMs").asLong() > 86_400_000);
        assertEquals(120_000, details.path("allowedSkewMs").asLong());
    }

    @Test
    void survivesAnyDeviceBlock() throws IOException {
        Random random = new Random(7);
        String[] fields = {"id", "publicKey", "signature", "signedAt", "nonce"};
        for (int round = 0; round < 300; round++) {
            JsonNode answer;
            try {
                answer = answer(params -> {
                    String field = fields[random.nextInt(fields.length)];
                    switch (random.nextInt(7)) {
                        case 0 -> block(params).put(field, random.nextLong());
                        case 1 -> block(params).put(field, "x".repeat(random.nextInt(3_000)));
                        case 2 -> block(params).putNull(field);
                        case 3 -> block(params).put(field, flipped(block(params).path(field).asText(), random));
                        case 4 -> block(params).put(field, "-----BEGIN PUBLIC KEY-----\n" + random.nextInt());
                        case 5 -> block(params).put(field, Double.MAX_VALUE);
                        default -> block(params).putObject(field).put("deep", 1);
                    }
                });
            } catch (EOFException e) {
                continue;
            }
            if (!answer.path("ok").asBoolean()) {
                assertEquals("INVALID_REQUEST", answer.path("error").path("code").asText(), answer.toString());
            }
        }
        assertTrue(answer(params -> {}).path("ok").asBoolean());
    }

    private static String flipped(String text, Random random) {
        if (text.isEmpty()) {
            return "?";
        }
        StringBuilder changed = new StringBuilder(text);
        changed.setCharAt(random.nextInt(text.length()), (char) (random.nextInt(0x2FF) + 1));
        return changed.toString();
    }
}
