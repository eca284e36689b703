package org.openclaw.appliance.pairing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.openclaw.appliance.TestGateway.FORWARDED;
import static org.openclaw.appliance.TestGateway.node;
import static org.openclaw.appliance.TestGateway.operator;
import static org.openclaw.appliance.TestGateway.with;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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

class DevicePairingTest {

    private static final String PAIRING = "operator.pairing";
    private static final String READ = "operator.read";
    private static final String WRITE = "operator.write";
    private static final String ADMIN = "operator.admin";

    private final TestDevice device = new TestDevice();
    private TestGateway gateway;
    private Session owner;

    @BeforeEach
    void start(@TempDir Path home) throws Exception {
        gateway = new TestGateway(home, "{}");
        owner = gateway.owner(READ, WRITE, ADMIN, PAIRING);
    }

    @AfterEach
    void stop() {
        owner.close();
        gateway.close();
    }

    private Session remote(TestDevice who, ObjectNode params) throws IOException {
        return gateway.connect(who, params, FORWARDED);
    }

    /** Knocks from afar, is approved, connects. @return its token */
    private String pair(TestDevice who, ObjectNode params) throws IOException {
        try (Session knock = remote(who, params.deepCopy())) {
            assertEquals("PAIRING_REQUIRED", knock.code(), knock.answer().toString());
            JsonNode approved = owner.call(
                    "device.pair.approve",
                    Json.object().put("requestId", knock.error().path("details").path("requestId").asText()));
            assertEquals(who.id(), approved.path("device").path("deviceId").asText(), approved.toString());
        }
        try (Session in = remote(who, params.deepCopy())) {
            assertTrue(in.answer().path("ok").asBoolean(), in.answer().toString());
            return in.auth().path("deviceToken").asText();
        }
    }

    private ObjectNode byToken(String token, String... scopes) {
        return with(operator(scopes), "deviceToken", token);
    }

    private JsonNode rotate(TestDevice who, String... scopes) throws IOException {
        ObjectNode params = Json.object().put("deviceId", who.id()).put("role", "operator");
        if (scopes.length > 0) {
            var list = params.putArray("scopes");
            for (String scope : scopes) {
                list.add(scope);
            }
        }
        return owner.call("device.token.rotate", params);
    }

    @Test
    void aClientOnThisMachineWithTheSecretIsPairedSilently() throws IOException {
        try (Session session = gateway.connect(device, operator(READ))) {
            assertEquals("token", session.auth().path("method").asText());
            assertEquals("[\"operator.read\"]", session.auth().path("scopes").toString());
            assertEquals(43, session.auth().path("deviceToken").asText().length());
            assertTrue(session.auth().path("issuedAtMs").asLong() > 0);
            assertEquals("approved", owner.client().expectEvent("device.pair.resolved").path("payload").path("decision").asText());
            JsonNode paired = owner.call("device.pair.list", Json.object()).path("paired").path(0);
            assertEquals("silent", paired.path("approvedVia").asText());
            assertTrue(paired.path("connected").asBoolean());
            assertTrue(paired.path("remoteIp").isMissingNode());
            assertFalse(paired.toString().contains(session.auth().path("deviceToken").asText()));
        }
        try (Session again = gateway.connect(device, operator(READ, WRITE))) {
            assertEquals("[\"operator.read\",\"operator.write\"]", again.auth().path("scopes").toString());
        }
    }

    @Test
    void nobodyElseIsPairedSilently() throws IOException {
        try (Session session = gateway.connect(new TestDevice(), operator(READ), FORWARDED)) {
            assertEquals("PAIRING_REQUIRED", session.code());
        }
        for (String header : new String[] {"X-Real-IP: 127.0.0.1", "Forwarded: for=127.0.0.1"}) {
            assertThrows(IOException.class, () -> gateway.connect(new TestDevice(), operator(READ), header), header);
        }
        try (Session session = gateway.connect(new TestDevice(), with(operator(READ), "token", "wrong"))) {
            assertEquals("AUTH_TOKEN_MISMATCH", session.code());
        }
    }

    @Test
    void anotherMachineWaitsForApproval() throws IOException {
        String request;
        try (Session session = remote(device, operator(READ))) {
            JsonNode error = session.error();
            assertEquals("NOT_PAIRED", error.path("code").asText());
            assertEquals("pairing required: device is not approved yet", error.path("message").asText());
            JsonNode details = error.path("details");
            request = details.path("requestId").asText();
            assertEquals("not-paired", details.path("reason").asText());
            assertEquals(device.id(), details.path("deviceId").asText());
            assertEquals("operator", details.path("requestedRole").asText());
            assertEquals("[\"operator.read\"]", details.path("requestedScopes").toString());
            assertEquals(
                    new Closed(1008, "pairing required: device is not approved yet (requestId: " + request + ")"),
                    session.client().closed());
        }
        JsonNode requested = owner.client().expectEvent("device.pair.requested").path("payload");
        assertEquals(request, requested.path("requestId").asText());
        assertEquals(device.publicKey(), requested.path("publicKey").asText());
        assertFalse(requested.path("isRepair").asBoolean());
        try (Session same = remote(device, operator(READ))) {
            assertEquals(request, same.error().path("details").path("requestId").asText());
        }
        try (Session more = remote(device, operator(READ, WRITE))) {
            assertNotEquals(request, more.error().path("details").path("requestId").asText());
        }
        JsonNode superseded = owner.client().expectEvent("device.pair.resolved").path("payload");
        assertEquals(request, superseded.path("requestId").asText());
        assertEquals("rejected", superseded.path("decision").asText());
        assertEquals(1, owner.call("device.pair.list", Json.object()).path("pending").size());
    }

    @Test
    void anApprovedDeviceComesBackWithItsTokenAlone() throws IOException {
        String token = pair(device, operator(READ));
        for (String field : new String[] {"deviceToken", "token"}) {
            try (Session session = remote(device, with(operator(READ), field, token))) {
                assertEquals("device-token", session.auth().path("method").asText(), session.answer().toString());
                assertEquals(token, session.auth().path("deviceToken").asText());
            }
        }
        ObjectNode both = operator(READ);
        both.putObject("auth").put("token", "wrong").put("deviceToken", token);
        try (Session session = remote(device, both)) {
            assertEquals("device-token", session.auth().path("method").asText());
        }
        try (Session other = remote(new TestDevice(), byToken(token, READ))) {
            assertEquals("AUTH_DEVICE_TOKEN_MISMATCH", other.code());
        }
        try (Session wider = remote(device, byToken(token, ADMIN))) {
            assertEquals("AUTH_SCOPE_MISMATCH", wider.code());
        }
        ObjectNode asNode = with(node("system.run"), "deviceToken", token);
        try (Session otherRole = remote(device, asNode)) {
            assertEquals("AUTH_DEVICE_TOKEN_MISMATCH", otherRole.code());
        }
    }

    @Test
    void restartsKeepPairings() throws Exception {
        String token = pair(device, operator(READ));
        owner.close();
        gateway.restart();
        owner = gateway.owner(READ, WRITE, ADMIN, PAIRING);
        try (Session session = remote(device, byToken(token, READ))) {
            assertEquals(token, session.auth().path("deviceToken").asText(), session.answer().toString());
        }
        byte[] database = Files.readAllBytes(gateway.database());
        assertFalse(new String(database, StandardCharsets.ISO_8859_1).contains(token));
    }

    @Test
    void rotationEndsTheOldTokenAndItsConnections() throws IOException {
        String token = pair(device, operator(READ, WRITE));
        try (Session open = remote(device, byToken(token, READ))) {
            JsonNode answer = rotate(device);
            assertEquals("withheld-cross-device", answer.path("tokenDelivery").asText(), answer.toString());
            assertTrue(answer.path("token").isMissingNode());
            assertEquals(new Closed(4001, "device removed"), open.client().closed());
        }
        try (Session old = remote(device, byToken(token, READ))) {
            assertEquals("AUTH_DEVICE_TOKEN_MISMATCH", old.code());
        }
        try (Session bySecret = remote(device, operator(READ))) {
            assertNotEquals(token, bySecret.auth().path("deviceToken").asText());
        }
        assertEquals("device token rotation denied", rotate(device, ADMIN).path("error").path("message").asText());
        assertEquals("device token rotation denied", rotate(new TestDevice()).path("error").path("message").asText());
    }

    @Test
    void aDeviceThatRotatesItsOwnTokenIsGivenTheNewOne() throws IOException {
        String token = pair(device, operator(READ, PAIRING));
        String fresh;
        try (Session session = remote(device, byToken(token, PAIRING, READ))) {
            JsonNode answer = session.call(
                    "device.token.rotate", Json.object().put("deviceId", device.id()).put("role", "operator"));
            fresh = answer.path("token").asText();
            assertEquals("in-band", answer.path("tokenDelivery").asText(), answer.toString());
            assertEquals(4001, session.client().closed().code());
        }
        try (Session session = remote(device, byToken(fresh, READ))) {
            assertTrue(session.answer().path("ok").asBoolean());
        }
    }

    @Test
    void aNarrowedTokenAdmitsLess() throws IOException {
        pair(device, operator(READ, WRITE));
        assertEquals("[\"operator.read\"]", rotate(device, READ).path("scopes").toString());
        String narrow;
        try (Session session = remote(device, operator(READ))) {
            narrow = session.auth().path("deviceToken").asText();
        }
        try (Session session = remote(device, byToken(narrow, WRITE))) {
            assertEquals("AUTH_SCOPE_MISMATCH", session.code());
        }
        try (Session session = remote(device, byToken(narrow, READ))) {
            assertEquals("[\"operator.read\"]", session.auth().path("scopes").toString());
        }
    }

    @Test
    void revocationEndsTheRole() throws IOException {
        String token = pair(device, operator(READ));
        try (Session open = remote(device, byToken(token, READ))) {
            JsonNode answer = owner.call(
                    "device.token.revoke", Json.object().put("deviceId", device.id()).put("role", "operator"));
            assertTrue(answer.path("revokedAtMs").asLong() > 0, answer.toString());
            assertEquals(new Closed(4001, "device removed"), open.client().closed());
        }
        try (Session session = remote(device, byToken(token, READ))) {
            assertEquals("AUTH_DEVICE_TOKEN_MISMATCH", session.code());
        }
        try (Session session = remote(device, operator(READ))) {
            assertEquals("role-upgrade", session.error().path("details").path("reason").asText());
        }
        String again = pair(device, operator(READ));
        assertNotEquals(token, again);
    }

    @Test
    void aRemovedDeviceStartsAnewAndItsOldTokenStaysDead() throws IOException {
        String token = pair(device, operator(READ));
        owner.call("device.pair.remove", Json.object().put("deviceId", device.id()));
        String fresh = pair(device, operator(READ));
        assertNotEquals(token, fresh);
        try (Session session = remote(device, byToken(token, READ))) {
            assertEquals("AUTH_DEVICE_TOKEN_MISMATCH", session.code());
        }
        JsonNode unknown = owner.call("device.pair.remove", Json.object().put("deviceId", "nobody"));
        assertEquals("unknown deviceId", unknown.path("error").path("message").asText());
    }

    @Test
    void asksAgainForMoreScopesAnotherRoleOrAnotherMachine() throws IOException {
        pair(device, operator(READ));
        try (Session session = remote(device, operator(READ, ADMIN))) {
            JsonNode details = session.error().path("details");
            assertEquals("scope-upgrade", details.path("reason").asText());
            assertEquals("[\"operator.read\"]", details.path("approvedScopes").toString());
            assertEquals("[\"operator\"]", details.path("approvedRoles").toString());
        }
        try (Session session = remote(device, node("system.run"))) {
            assertEquals("role-upgrade", session.error().path("details").path("reason").asText());
            assertEquals(
                    "pairing required: device is asking for a higher role than currently approved",
                    session.error().path("message").asText());
        }
        ObjectNode moved = operator(READ);
        ((ObjectNode) moved.get("client")).put("platform", "darwin");
        try (Session session = gateway.connect(device, moved)) {
            assertEquals("metadata-upgrade", session.error().path("details").path("reason").asText());
        }
        JsonNode pending = owner.call("device.pair.list", Json.object()).path("pending");
        assertEquals(1, pending.size());
        assertTrue(pending.path(0).path("isRepair").asBoolean());
        assertTrue(pending.path(0).path("scopes").toString().contains(ADMIN), pending.toString());
    }

    @Test
    void nobodyApprovesMoreThanHeHas() throws IOException {
        try (Session pairer = gateway.owner(PAIRING, READ)) {
            String admin = knock(new TestDevice(), operator(ADMIN));
            assertEquals("missing scope: operator.admin", approveAs(pairer, admin));
            String node = knock(new TestDevice(), node());
            assertEquals("device pairing approval denied", approveAs(pairer, node));
            assertEquals("unknown requestId", approveAs(pairer, "made-up"));
            assertEquals("", approveAs(pairer, knock(new TestDevice(), operator(READ))));
        }
        String token = pair(device, operator(PAIRING));
        try (Session session = remote(device, byToken(token, PAIRING))) {
            TestDevice other = new TestDevice();
            pair(other, operator(READ));
            JsonNode removed = session.call("device.pair.remove", Json.object().put("deviceId", other.id()));
            assertEquals("unknown deviceId", removed.path("error").path("message").asText());
        }
    }

    private String knock(TestDevice who, ObjectNode params) throws IOException {
        try (Session session = remote(who, params)) {
            return session.error().path("details").path("requestId").asText();
        }
    }

    private static String approveAs(Session who, String requestId) throws IOException {
        return who.call("device.pair.approve", Json.object().put("requestId", requestId))
                .path("error").path("message").asText();
    }

    @Test
    void rejectedAndRenamed() throws IOException {
        String request = knock(device, operator(READ));
        JsonNode rejected = owner.call("device.pair.reject", Json.object().put("requestId", request));
        assertEquals(device.id(), rejected.path("deviceId").asText());
        pair(device, operator(READ));
        JsonNode renamed = owner.call(
                "device.pair.rename", Json.object().put("deviceId", device.id()).put("label", " Kitchen "));
        assertEquals("Kitchen", renamed.path("label").asText());
        assertEquals(
                "Kitchen", owner.call("device.pair.list", Json.object()).path("paired").path(0).path("label").asText());
    }

    @Test
    void withoutADeviceOnlyTheOwnersToolsOnThisMachineHaveScopes() throws IOException {
        assertEquals("[\"operator.read\"]", scopes("cli", "cli"));
        assertEquals("[\"operator.read\"]", scopes("gateway-client", "backend"));
        assertEquals("[]", scopes("test", "test"));
        assertEquals("[]", scopes("cli", "probe"));
        assertEquals("[]", scopes("cli", "cli", FORWARDED));
        assertEquals("[]", scopes("gateway-client", "backend", FORWARDED));
    }

    private String scopes(String id, String mode, String... headers) throws IOException {
        ObjectNode params = operator(READ);
        ((ObjectNode) params.get("client")).put("id", id).put("mode", mode);
        try (Session session = gateway.connect(null, params, headers)) {
            assertTrue(session.auth().path("deviceToken").isMissingNode());
            return session.auth().path("scopes").toString();
        }
    }

    @Test
    void aSetupCodeLetsOneDeviceInOnce() throws IOException {
        JsonNode refused = owner.call("device.pair.setupCode", Json.object());
        assertTrue(refused.path("error").path("message").asText().startsWith("Gateway is only bound to loopback."));
        JsonNode made = owner.call("device.pair.setupCode", Json.object().put("publicUrl", "wss://gw.example"));
        assertTrue(made.path("qrDataUrl").asText().startsWith("data:image/png;base64,"), made.toString());
        assertEquals("full", made.path("access").asText());
        String setupId = made.path("setupId").asText();
        JsonNode code = Json.parseOwn(new String(
                java.util.Base64.getUrlDecoder().decode(made.path("setupCode").asText()), StandardCharsets.UTF_8));
        assertEquals("wss://gw.example", code.path("url").asText());
        ObjectNode params = with(node(), "bootstrapToken", code.path("bootstrapToken").asText());
        String operatorToken;
        try (Session session = remote(device, params.deepCopy())) {
            assertEquals("bootstrap-token", session.auth().path("method").asText(), session.answer().toString());
            JsonNode handed = session.auth().path("deviceTokens").path(0);
            assertEquals("operator", handed.path("role").asText());
            operatorToken = handed.path("deviceToken").asText();
        }
        try (Session session = remote(device, byToken(operatorToken, ADMIN))) {
            assertEquals("device-token", session.auth().path("method").asText(), session.answer().toString());
        }
        try (Session thief = remote(new TestDevice(), params.deepCopy())) {
            assertEquals("AUTH_BOOTSTRAP_TOKEN_INVALID", thief.code());
        }
        assertEquals(
                setupId, owner.client().expectEvent("device.pair.setup.completed").path("payload").path("setupId").asText());
        JsonNode status = owner.call("device.pair.setupStatus", Json.object().put("setupId", setupId));
        assertEquals(device.id(), status.path("completion").path("deviceId").asText());
        JsonNode plain = owner.call("device.pair.setupCode", Json.object().put("publicUrl", "ws://192.168.1.2:18789"));
        assertEquals("limited", plain.path("access").asText());
        assertTrue(plain.path("accessDowngraded").asBoolean());
        JsonNode open = owner.call("device.pair.setupCode", Json.object().put("publicUrl", "ws://gw.example"));
        assertTrue(open.path("error").path("message").asText().contains("not encrypted"));
    }

    @Test
    void aDeviceWithAStaleTokenLocksNobodyElseOut() throws IOException {
        String good = pair(new TestDevice(), operator(READ));
        assertEquals(43, good.length());
        TestDevice neighbour = new TestDevice();
        String token = pair(neighbour, operator(READ));
        pair(device, operator(READ));
        for (int i = 0; i < 12; i++) {
            remote(device, with(operator(READ), "token", "stale")).close();
        }
        try (Session session = remote(device, with(operator(READ), "token", "stale"))) {
            assertEquals("AUTH_RATE_LIMITED", session.code());
            assertTrue(session.error().path("retryAfterMs").asLong() > 0);
        }
        try (Session session = remote(neighbour, byToken(token, READ))) {
            assertTrue(session.answer().path("ok").asBoolean());
        }
        try (Session session = gateway.connect(null, operator(READ), FORWARDED)) {
            assertTrue(session.answer().path("ok").asBoolean(), session.answer().toString());
        }
    }

    @Test
    void onlyThoseWhoMayPairHearOfDevices() throws IOException {
        try (Session reader = gateway.owner(READ)) {
            String request = knock(device, operator(READ));
            owner.call("device.pair.reject", Json.object().put("requestId", request));
            reader.client().request("last", "health", null);
            JsonNode frame;
            do {
                frame = reader.client().next();
                assertFalse(frame.path("event").asText().contains("pair"), frame.toString());
            } while (!frame.path("id").asText().equals("last"));
        }
    }
}
