package org.openclaw.appliance.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.openclaw.appliance.TestGateway.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.TestGateway;
import org.openclaw.appliance.TestGateway.Session;
import org.openclaw.appliance.access.TestDevice;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.server.TestClient.Closed;

class NodePairingTest {

    private final TestDevice device = new TestDevice();
    private TestGateway gateway;
    private Session owner;

    @BeforeEach
    void start(@TempDir Path home) throws Exception {
        gateway = new TestGateway(home, "{}");
        owner = gateway.owner("operator.read", "operator.admin", "operator.pairing");
    }

    @AfterEach
    void stop() {
        owner.close();
        gateway.close();
    }

    private JsonNode describe() throws IOException {
        return owner.call("node.describe", Json.object().put("nodeId", device.id()));
    }

    private static ObjectNode request(JsonNode described) {
        return Json.object().put("requestId", described.path("pendingRequestId").asText());
    }

    @Test
    void whatANodeDeclaresIsAClaimUntilItIsApproved() throws IOException {
        try (Session session = gateway.connect(device, node("system.run", "system.which"))) {
            assertEquals("node", session.auth().path("role").asText(), session.answer().toString());
            assertEquals("[]", session.auth().path("scopes").toString());
            JsonNode requested = owner.client().expectEvent("node.pair.requested").path("payload");
            assertEquals(device.id(), requested.path("nodeId").asText());
            assertEquals("[\"operator.pairing\",\"operator.admin\"]", requested.path("requiredApproveScopes").toString());

            JsonNode before = describe();
            assertEquals("pending-approval", before.path("approvalState").asText());
            assertEquals("[]", before.path("commands").toString());
            assertEquals("[\"system.run\",\"system.which\"]", before.path("pendingDeclaredCommands").toString());
            assertEquals(requested.path("requestId").asText(), before.path("pendingRequestId").asText());

            try (Session pairer = gateway.owner("operator.pairing")) {
                JsonNode denied = pairer.call("node.pair.approve", request(before)).path("error");
                assertEquals("FORBIDDEN", denied.path("code").asText());
                assertEquals("operator.admin", denied.path("details").path("missingScope").asText());
            }
            JsonNode approved = owner.call("node.pair.approve", request(before));
            assertEquals("[\"system.run\",\"system.which\"]", approved.path("node").path("commands").toString());
            JsonNode told = session.client().expectEvent("node.pair.resolved");
            assertTrue(told.path("seq").isMissingNode());
            assertEquals("approved", told.path("payload").path("decision").asText());
            assertEquals("approved", describe().path("approvalState").asText());
            assertEquals("[\"system.run\",\"system.which\"]", describe().path("commands").toString());
        }
    }

    @Test
    void presenceNamesTheDeviceBehindAConnection() throws IOException {
        TestDevice tablet = new TestDevice();
        ObjectNode params = TestGateway.operator("operator.read");
        params.putObject("client")
                .put("id", "test").put("version", "1").put("platform", "linux").put("mode", "ui").put("instanceId", "i-1");
        try (Session node = gateway.connect(device, node()); Session operator = gateway.connect(tablet, params)) {
            assertEquals("operator", operator.auth().path("role").asText(), operator.answer().toString());
            JsonNode entries = owner.call("system-presence", Json.object());
            JsonNode shed = entry(entries, device.id());
            assertEquals("[\"node\"]", shed.path("roles").toString(), entries.toString());
            assertEquals("[]", shed.path("scopes").toString());
            assertEquals(device.id(), shed.path("instanceId").asText());
            JsonNode other = entry(entries, tablet.id());
            assertEquals("[\"operator\"]", other.path("roles").toString());
            assertEquals("[\"operator.read\"]", other.path("scopes").toString());
            assertEquals("i-1", other.path("instanceId").asText());
        }
    }

    private static JsonNode entry(JsonNode entries, String deviceId) {
        for (JsonNode entry : entries) {
            if (entry.path("deviceId").asText().equals(deviceId)) {
                return entry;
            }
        }
        throw new AssertionError("no entry of " + deviceId + " in " + entries);
    }

    @Test
    void aGrownSurfaceWaitsAgainAndTheOldOneKeepsWorking() throws Exception {
        try (Session session = gateway.connect(device, node("system.run"))) {
            owner.call("node.pair.approve", request(describe()));
        }
        owner.close();
        gateway.restart();
        owner = gateway.owner("operator.read", "operator.admin", "operator.pairing");
        assertEquals("[\"system.run\"]", describe().path("commands").toString());
        assertFalse(describe().path("connected").asBoolean());
        String request;
        try (Session session = gateway.connect(device, node("system.run", "screen.snapshot"))) {
            JsonNode grown = describe();
            assertEquals("pending-reapproval", grown.path("approvalState").asText(), grown.toString());
            assertEquals("[\"system.run\"]", grown.path("commands").toString());
            request = grown.path("pendingRequestId").asText();
        }
        try (Session session = gateway.connect(device, node("system.run", "screen.snapshot"))) {
            assertEquals(request, describe().path("pendingRequestId").asText());
            owner.call("node.pair.reject", Json.object().put("requestId", request));
            assertEquals("approved", describe().path("approvalState").asText());
            assertEquals("[\"system.run\"]", describe().path("commands").toString());
        }
        try (Session session = gateway.connect(device, node("screen.snapshot"))) {
            assertEquals("[]", describe().path("commands").toString());
            assertNotEquals(request, describe().path("pendingRequestId").asText());
        }
    }

    @Test
    void removalEndsTheNodesConnection() throws IOException {
        try (Session session = gateway.connect(device, node("system.run"))) {
            assertEquals(
                    device.id(),
                    owner.call("node.pair.remove", Json.object().put("nodeId", device.id())).path("nodeId").asText());
            assertEquals(new Closed(4001, "device removed"), session.client().closed());
        }
        assertEquals("unknown nodeId", describe().path("error").path("message").asText());
        assertEquals(0, owner.call("device.pair.list", Json.object()).path("paired").size());
        assertEquals(0, owner.call("node.list", Json.object()).path("nodes").size());
    }

    @Test
    void renamedByTheOperator() throws IOException {
        try (Session session = gateway.connect(device, node())) {
            assertEquals("Shed", describe().path("displayName").asText());
            owner.call("node.rename", Json.object().put("nodeId", device.id()).put("displayName", "Barn"));
        }
        assertEquals("Barn", describe().path("displayName").asText());
        JsonNode unknown = owner.call("node.rename", Json.object().put("nodeId", "x").put("displayName", "Barn"));
        assertEquals("unknown nodeId", unknown.path("error").path("message").asText());
    }

    @Test
    void olderNodesAskForTheirOwnRequestAndToken() throws IOException {
        ObjectNode older = node("system.run").put("minProtocol", 3).put("maxProtocol", 3);
        try (Session session = gateway.connect(device, older)) {
            JsonNode request = session.call("node.pair.request", Json.object());
            assertTrue(request.path("deprecated").asBoolean(), request.toString());
            assertEquals("pending", request.path("status").asText());
            assertEquals(device.id(), request.path("request").path("nodeId").asText());
            String token = session.auth().path("deviceToken").asText();
            JsonNode good = session.call("node.pair.verify", Json.object().put("token", token));
            assertTrue(good.path("ok").asBoolean() && good.path("deprecated").asBoolean());
            ObjectNode other = Json.object().put("token", token).put("nodeId", new TestDevice().id());
            assertFalse(session.call("node.pair.verify", other).path("ok").asBoolean());
            assertFalse(session.call("node.pair.verify", Json.object().put("token", "x")).path("ok").asBoolean());
            assertEquals("unauthorized role: node", session.call("node.list", Json.object()).path("error").path("message").asText());
        }
        assertEquals(
                "unauthorized role: operator",
                owner.call("node.pair.request", Json.object()).path("error").path("message").asText());
    }
}
