package org.openclaw.appliance.pairing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.openclaw.appliance.TestGateway.node;
import static org.openclaw.appliance.TestGateway.operator;
import static org.openclaw.appliance.TestGateway.with;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.TestGateway;
import org.openclaw.appliance.TestGateway.Session;
import org.openclaw.appliance.access.TestDevice;
import org.openclaw.appliance.protocol.Json;

class ScopeUpgradeTest {

    private static final String READ = "operator.read";
    private static final String WRITE = "operator.write";

    private final TestDevice device = new TestDevice();
    private TestGateway gateway;
    private Session owner;

    @BeforeEach
    void start(@TempDir Path home) throws Exception {
        gateway = new TestGateway(home, "{}");
        owner = gateway.owner(READ, WRITE, "operator.admin", "operator.pairing");
    }

    @AfterEach
    void stop() {
        owner.close();
        gateway.close();
    }

    private static JsonNode ask(Session session, String... scopes) throws IOException {
        ObjectNode params = Json.object();
        var list = params.putArray("scopes");
        for (String scope : scopes) {
            list.add(scope);
        }
        return session.call("device.scopes.requestUpgrade", params);
    }

    private static ObjectNode id(JsonNode asked) {
        return Json.object().put("requestId", asked.path("requestId").asText());
    }

    private static CompletableFuture<JsonNode> outcome(Session session, JsonNode asked) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return session.call("device.scopes.waitUpgrade", id(asked));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }

    @Test
    void anApprovedUpgradeBringsATokenForTheWiderScopes() throws Exception {
        String token;
        try (Session narrow = gateway.connect(device, operator(READ))) {
            JsonNode asked = ask(narrow, READ, WRITE);
            JsonNode requested = owner.client().expectEvent("device.pair.requested").path("payload");
            assertEquals(asked.path("requestId"), requested.path("requestId"), asked.toString());
            assertTrue(requested.path("isRepair").asBoolean());
            CompletableFuture<JsonNode> waiting = outcome(narrow, asked);
            owner.call("device.pair.approve", id(asked));
            JsonNode approved = waiting.get(20, TimeUnit.SECONDS);
            assertEquals("approved", approved.path("status").asText(), approved.toString());
            assertEquals("[\"operator.read\",\"operator.write\"]", approved.path("scopes").toString());
            token = approved.path("deviceToken").asText();
        }
        try (Session wide = gateway.connect(device, with(operator(READ, WRITE), "deviceToken", token))) {
            assertEquals("device-token", wide.auth().path("method").asText(), wide.answer().toString());
        }
    }

    @Test
    void aRejectedUpgradeSaysSoToWhoeverWaitsLater() throws Exception {
        try (Session narrow = gateway.connect(device, operator(READ))) {
            assertEquals("[\"operator.read\"]", narrow.auth().path("scopes").toString());
            JsonNode asked = ask(narrow, READ, WRITE);
            owner.call("device.pair.reject", id(asked));
            JsonNode rejected = outcome(narrow, asked).get(20, TimeUnit.SECONDS);
            assertEquals("rejected", rejected.path("status").asText(), rejected.toString());
            try (Session other = gateway.connect(new TestDevice(), operator(READ))) {
                assertEquals(
                        "scope upgrade expired or not found",
                        other.call("device.scopes.waitUpgrade", id(asked)).path("error").path("message").asText());
            }
        }
    }

    @Test
    void onlyDevicesThatOperateMayAskAndOnlyForMore() throws IOException {
        assertEquals("DEVICE_IDENTITY_REQUIRED", ask(owner, READ).path("error").path("details").path("code").asText());
        try (Session session = gateway.connect(device, operator(READ, "operator.approvals"))) {
            assertEquals(
                    "requested scopes must include the connection's current scopes",
                    ask(session, READ).path("error").path("message").asText());
            assertEquals(
                    "requested scopes contain an unknown operator scope",
                    ask(session, READ, "operator.everything").path("error").path("message").asText());
            assertTrue(ask(session, "operator.admin").hasNonNull("requestId"));
        }
        try (Session session = gateway.connect(new TestDevice(), node())) {
            assertEquals("unauthorized role: node", ask(session, READ).path("error").path("message").asText());
        }
    }
}
