package org.openclaw.appliance.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.openclaw.appliance.TestGateway.FORWARDED;
import static org.openclaw.appliance.TestGateway.operator;
import static org.openclaw.appliance.TestGateway.with;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.TestGateway;
import org.openclaw.appliance.TestGateway.Session;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.server.TestClient.Closed;

class SecretRotationTest {

    private static final String READ = "operator.read";
    private static final String NEW = "another-gateway-token-of-this-test";

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

    private Session byToken(String token) throws IOException {
        return gateway.connect(device, with(operator(READ), "deviceToken", token), FORWARDED);
    }

    @Test
    void aNewTokenEndsConnectionsMadeWithTheOldOneAndThoseAlone() throws Exception {
        String token;
        try (Session paired = gateway.connect(device, operator(READ))) {
            token = paired.auth().path("deviceToken").asText();
        }
        try (Session own = byToken(token); Session old = gateway.owner(READ)) {
            gateway.reconfigure(root -> root.withObject("/gateway/auth").put("token", NEW));
            assertEquals(new Closed(4001, "gateway auth changed"), old.client().closed());
            assertTrue(own.call("health", Json.object()).hasNonNull("ok"));
        }
        try (Session wrong = gateway.owner(READ)) {
            assertEquals("AUTH_TOKEN_MISMATCH", wrong.code());
        }
        try (Session right = gateway.connect(null, with(operator(READ), "token", NEW))) {
            assertEquals("token", right.auth().path("method").asText(), right.answer().toString());
        }
    }

    @Test
    void anotherModeWaitsForARestart() throws Exception {
        try (Session old = gateway.owner(READ)) {
            gateway.reconfigure(root -> root.withObject("/gateway/auth")
                    .put("mode", "password").put("password", NEW).put("token", NEW));
            old.client().expectEvent("config.changed");
            assertTrue(old.call("health", Json.object()).hasNonNull("ok"));
        }
        try (Session still = gateway.owner(READ)) {
            assertEquals("token", still.auth().path("method").asText(), still.answer().toString());
        }
        gateway.restart();
        try (Session now = gateway.connect(null, with(operator(READ), "password", NEW))) {
            assertEquals("password", now.auth().path("method").asText(), now.answer().toString());
        }
    }

    @Test
    void aTokenTakenOutOfTheConfigurationStaysGoodUntilARestart() throws Exception {
        try (Session old = gateway.owner(READ)) {
            gateway.reconfigure(root -> root.withObject("/gateway/auth").remove("token"));
            old.client().expectEvent("config.changed");
            assertTrue(old.call("health", Json.object()).hasNonNull("ok"));
        }
        try (Session still = gateway.owner(READ)) {
            assertEquals("token", still.auth().path("method").asText(), still.answer().toString());
        }
    }
}
