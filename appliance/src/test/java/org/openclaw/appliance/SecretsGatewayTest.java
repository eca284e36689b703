package org.openclaw.appliance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.config.StartRefusal;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.server.TestClient;

/** Secrets that a running gateway has from files and from its store. */
@DisabledOnOs(OS.WINDOWS)
class SecretsGatewayTest {

    private static final String CONFIG = "{\"secrets\":{\"providers\":{\"f\":{\"source\":\"file\",\"path\":\"~/s.json\"},"
            + "\"g\":{\"source\":\"file\",\"path\":\"~/other.json\"}}},"
            + "\"gateway\":{\"auth\":{\"token\":{\"source\":\"file\",\"provider\":\"f\",\"id\":\"/token\"}}},"
            + "\"models\":{\"providers\":{"
            + "\"good\":{\"baseUrl\":\"http://127.0.0.1:1/v1\",\"apiKey\":{\"source\":\"file\",\"provider\":\"f\",\"id\":\"/key\"},\"models\":[{\"id\":\"m\"}]},"
            + "\"bad\":{\"baseUrl\":\"http://127.0.0.1:1/v1\",\"apiKey\":{\"source\":\"file\",\"provider\":\"g\",\"id\":\"/key\"},\"models\":[{\"id\":\"m\"}]},"
            + "\"kept\":{\"baseUrl\":\"http://127.0.0.1:1/v1\",\"apiKey\":{\"source\":\"store\",\"provider\":\"default\",\"id\":\"KEPT_KEY\"},\"models\":[{\"id\":\"m\"}]}}}}";

    @TempDir
    Path home;

    private void secrets(String name, String text) throws IOException {
        Files.writeString(home.resolve(name), text);
        Files.setPosixFilePermissions(home.resolve(name), PosixFilePermissions.fromString("rw-------"));
    }

    private static ObjectNode admin(String token) {
        ObjectNode params = TestClient.connectParams(token);
        params.putArray("scopes").add("operator.admin").add("operator.read");
        return params;
    }

    private TestGateway gateway() throws Exception {
        secrets("s.json", "{\"token\":\"first-token-of-the-file\",\"key\":\"sk-key-of-the-file\"}");
        return new TestGateway(home, CONFIG);
    }

    private static JsonNode provider(JsonNode models, String name) {
        for (JsonNode model : models.path("models")) {
            if (model.path("provider").asText().equals(name)) {
                return model;
            }
        }
        throw new AssertionError("no model of " + name + " in " + models);
    }

    @Test
    void aRotatedTokenIsTakenOverByAReload() throws Exception {
        try (TestGateway gateway = gateway();
                TestGateway.Session session = gateway.connect(null, admin("first-token-of-the-file"))) {
            secrets("s.json", "{\"token\":\"second-token-of-the-file\",\"key\":\"sk-rotated\"}");
            JsonNode answer = session.call("secrets.reload", Json.object());
            assertTrue(answer.path("ok").asBoolean(), answer::toString);
            assertEquals(2, answer.path("warningCount").asInt());
            try (TestGateway.Session old = gateway.connect(null, admin("first-token-of-the-file"));
                    TestGateway.Session now = gateway.connect(null, admin("second-token-of-the-file"))) {
                assertEquals("AUTH_TOKEN_MISMATCH", old.code());
                assertTrue(now.answer().path("ok").asBoolean(), () -> now.answer().toString());
            }
        }
    }

    @Test
    void aReloadThatWouldLoseTheTokenChangesNothing() throws Exception {
        try (TestGateway gateway = gateway();
                TestGateway.Session session = gateway.connect(null, admin("first-token-of-the-file"))) {
            Files.delete(home.resolve("s.json"));
            JsonNode error = session.call("secrets.reload", Json.object()).path("error");
            assertEquals("UNAVAILABLE", error.path("code").asText());
            assertTrue(error.path("message").asText().contains("gateway.auth.token"), error::toString);
            assertTrue(provider(session.call("models.list", Json.object()), "good").path("available").asBoolean());
        }
    }

    @Test
    void aProviderWhoseSecretCannotBeReadIsUnavailableAndTheRestServes() throws Exception {
        try (TestGateway gateway = gateway();
                TestGateway.Session session = gateway.connect(null, admin("first-token-of-the-file"))) {
            JsonNode models = session.call("models.list", Json.object());
            assertTrue(provider(models, "good").path("available").asBoolean());
            assertFalse(provider(models, "bad").path("available").asBoolean());
            JsonNode owners = session.call("status", Json.object()).path("degradedSecretOwners");
            assertEquals("bad", owners.path(0).path("ownerId").asText());
            assertEquals("cold", owners.path(0).path("degradationState").asText());
            assertTrue(owners.path(0).path("reason").asText().contains("other.json does not exist"), owners::toString);
            secrets("other.json", "{\"key\":\"sk-late\"}");
            assertEquals(1, session.call("secrets.reload", Json.object()).path("warningCount").asInt());
            assertTrue(provider(session.call("models.list", Json.object()), "bad").path("available").asBoolean());
        }
    }

    @Test
    void aStoredSecretIsInUseAtOnceAndNeverShown() throws Exception {
        try (TestGateway gateway = gateway();
                TestGateway.Session session = gateway.connect(null, admin("first-token-of-the-file"))) {
            ObjectNode entry = Json.object().put("name", "KEPT_KEY").put("kind", "secret").put("value", "sk-kept-in-the-store");
            assertTrue(session.call("secrets.store.set", entry).path("reloaded").asBoolean());
            assertTrue(provider(session.call("models.list", Json.object()), "kept").path("available").asBoolean());
            String shown = session.call("secrets.store.list", Json.object()).toString()
                    + session.call("appliance.secrets.list", Json.object())
                    + session.call("config.get", Json.object())
                    + session.call("status", Json.object());
            assertTrue(shown.contains("KEPT_KEY"), shown);
            assertFalse(shown.contains("sk-kept") || shown.contains("first-token") || shown.contains("sk-key-of"), shown);
            JsonNode resolved = session.call("secrets.resolve", Json.parse(
                    "{\"commandName\":\"test\",\"targetIds\":[\"models.providers.*.apiKey\"],\"allowedPaths\":[\"models.providers.kept.apiKey\"]}"));
            assertEquals("sk-kept-in-the-store", resolved.path("assignments").path(0).path("value").asText());
            assertEquals("invalid secrets.resolve params: unknown target id \"x\"", session.call("secrets.resolve",
                    Json.parse("{\"commandName\":\"test\",\"targetIds\":[\"x\"]}")).path("error").path("message").asText());
            assertTrue(session.call("secrets.store.delete", Json.object().put("name", "KEPT_KEY")).path("ok").asBoolean());
            assertFalse(provider(session.call("models.list", Json.object()), "kept").path("available").asBoolean());
            assertFalse(Files.readString(home.resolve("test.log")).contains("sk-kept"));
        }
    }

    @Test
    void noGatewayStartsWithoutTheTokenItIsToldToHave() {
        StartRefusal refusal = assertThrows(StartRefusal.class, () -> new TestGateway(home, CONFIG));
        assertEquals(78, refusal.exitCode());
        assertTrue(refusal.getMessage().contains("s.json does not exist"), refusal.getMessage());
    }
}
