package org.openclaw.appliance.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.TestGateway;
import org.openclaw.appliance.TestGateway.Session;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.protocol.ConnectChallenge;
import org.openclaw.appliance.protocol.ConnectParams;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.Shape;
import org.openclaw.appliance.store.Store;

class AutoApprovalTest {

    private static final String READ = "operator.read";
    private static final String ADMIN = "operator.admin";
    private static final Peer NEIGHBOUR = new Peer("10.1.2.3", false, "10.0.0.1:18789", null, false, null);
    private static final Peer BY_ADDRESS = new Peer("127.0.0.1", true, "172.17.0.2:18789", null, false, null);
    private static final Peer PROXIED = new Peer(
            "198.51.100.4", false, "gw.example", null, true, null, new ProxyIdentity.User("trusted-proxy", "ann"));

    private final ConnectChallenge challenge = new ConnectChallenge("n", Clock.systemUTC().millis());
    private final ObjectNode config = Json.object();
    private final TestDevice device = new TestDevice();
    private SharedSecret secret = SharedSecret.of(SharedSecret.Mode.TOKEN, TestGateway.TOKEN);
    private Store store;
    private Pairing pairing;
    private Authenticator gate;

    @BeforeEach
    void open(@TempDir Path home) {
        store = Store.open(home.resolve("test.sqlite"));
        pairing = new Pairing(
                store, new DeviceTokens(new byte[32]), new SilentListener(), () -> AutoApproval.of(new Config(config, "")),
                Clock.systemUTC(), () -> 1);
        gate = new Authenticator(
                () -> secret, new FailedAttempts(FailedAttempts.Policy.DEFAULT, () -> 1), pairing,
                () -> ConnectPolicy.DEFAULT, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Decision connect(Peer peer, Role role, ObjectNode params) throws Shape.Violation {
        device.prove(params, Json.tree(challenge));
        return gate.connect(peer, challenge, role, Shape.of(ConnectParams.class).read(params));
    }

    private String verdict(Peer peer, Role role, ObjectNode params) throws Shape.Violation {
        return switch (connect(peer, role, params)) {
            case Decision.Granted granted -> "in as " + granted.grant().scopes();
            case Decision.Refused refused -> refused.error().details().path("code").asText();
        };
    }

    private static ObjectNode ui(String... scopes) {
        ObjectNode params = TestGateway.operator(scopes);
        params.remove("auth");
        params.putObject("client")
                .put("id", "openclaw-control-ui").put("version", "1").put("platform", "web").put("mode", "webchat");
        return params;
    }

    @Test
    void aNewNodeInAListedNetworkIsPairedWithoutAsking() throws Exception {
        assertEquals("PAIRING_REQUIRED", verdict(NEIGHBOUR, Role.NODE, TestGateway.node("system.run")));
        config.withArray("/gateway/nodes/pairing/autoApproveCidrs").add("10.1.0.0/16").add("nonsense");
        Peer elsewhere = new Peer("10.2.2.3", false, "10.0.0.1", null, false, null);
        assertEquals("PAIRING_REQUIRED", verdict(elsewhere, Role.NODE, TestGateway.node("system.run")));
        Peer forwarded = new Peer("10.1.2.3", false, "10.0.0.1", null, true, null);
        assertEquals("PAIRING_REQUIRED", verdict(forwarded, Role.NODE, TestGateway.node("system.run")));
        Peer page = new Peer("10.1.2.3", false, "10.0.0.1", "https://evil.example", false, null);
        assertEquals("PAIRING_REQUIRED", verdict(page, Role.NODE, TestGateway.node("system.run")));
        assertEquals("PAIRING_REQUIRED", verdict(NEIGHBOUR, Role.OPERATOR, TestGateway.operator(READ)));
        assertEquals(
                "AUTH_TOKEN_MISMATCH",
                verdict(NEIGHBOUR, Role.NODE, TestGateway.with(TestGateway.node("system.run"), "token", "wrong")));

        assertEquals("in as []", verdict(NEIGHBOUR, Role.NODE, TestGateway.node("system.run")));
        assertEquals("trusted-cidr", pairing.find(device.id()).orElseThrow().approvedVia());
        assertEquals("PAIRING_REQUIRED", verdict(NEIGHBOUR, Role.OPERATOR, TestGateway.operator(READ)));
    }

    @Test
    void aListedNetworkSaysNothingAboutWhoComesThroughAProxy(@TempDir Path home) throws Exception {
        String networks = "{\"gateway\":{\"nodes\":{\"pairing\":{\"autoApproveCidrs\":[\"192.0.2.0/24\",\"127.0.0.0/8\"]}}}}";
        try (TestGateway gateway = new TestGateway(home, networks);
                Session node = gateway.connect(device, TestGateway.node("system.run"), TestGateway.FORWARDED)) {
            assertEquals("PAIRING_REQUIRED", node.code(), node.answer().toString());
        }
    }

    @Test
    void aProxysUserGetsWhatTheOwnerSetAsideForUserInterfaces() throws Exception {
        secret = SharedSecret.of(SharedSecret.Mode.TRUSTED_PROXY, "");
        assertEquals("PAIRING_REQUIRED", verdict(PROXIED, Role.OPERATOR, ui(READ, ADMIN)));
        config.withObject("/gateway/auth/trustedProxy/deviceAutoApprove").put("enabled", true);
        assertEquals("PAIRING_REQUIRED", verdict(PROXIED, Role.OPERATOR, ui(ADMIN)));
        ObjectNode program = TestGateway.operator(READ);
        program.remove("auth");
        assertEquals("PAIRING_REQUIRED", verdict(PROXIED, Role.OPERATOR, program));

        assertEquals("in as [operator.read]", verdict(PROXIED, Role.OPERATOR, ui(READ, ADMIN)));
        assertEquals("in as [operator.read]", verdict(PROXIED, Role.OPERATOR, ui(READ, ADMIN)));
        PairedDevice paired = pairing.find(device.id()).orElseThrow();
        assertEquals("trusted-proxy", paired.approvedVia());
        assertEquals(List.of(READ), paired.scopes());
        assertEquals("in as [operator.read, operator.write]", verdict(PROXIED, Role.OPERATOR, ui(READ, "operator.write")));
    }

    @Test
    void theSecretByAPrivateAddressOfThisMachineCountsAsLocal() throws Exception {
        Peer page = new Peer("127.0.0.1", true, "172.17.0.2:18789", "http://172.17.0.2:18789", false, null);
        assertEquals("PAIRING_REQUIRED", verdict(page, Role.OPERATOR, TestGateway.operator(READ)));
        Peer named = new Peer("127.0.0.1", true, "rebound.example:18789", null, false, null);
        assertEquals("PAIRING_REQUIRED", verdict(named, Role.OPERATOR, TestGateway.operator(READ)));
        Peer outer = new Peer("127.0.0.1", true, "198.51.100.7:18789", null, false, null);
        assertEquals("PAIRING_REQUIRED", verdict(outer, Role.OPERATOR, TestGateway.operator(READ)));
        assertEquals("in as [operator.read]", verdict(BY_ADDRESS, Role.OPERATOR, TestGateway.operator(READ)));

        Decision withoutDevice = gate.connect(
                BY_ADDRESS, challenge, Role.OPERATOR, Shape.of(ConnectParams.class).read(TestGateway.operator(READ)));
        assertEquals(List.of(READ), assertInstanceOf(Decision.Granted.class, withoutDevice).grant().scopes());
    }
}
