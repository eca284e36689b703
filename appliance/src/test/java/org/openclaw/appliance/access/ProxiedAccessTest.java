package org.openclaw.appliance.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.protocol.ConnectChallenge;
import org.openclaw.appliance.protocol.ConnectParams;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.Shape;
import org.openclaw.appliance.store.Store;

class ProxiedAccessTest {

    private static final ProxyIdentity ANN = new ProxyIdentity.User("trusted-proxy", "ann");

    private static final ConnectChallenge CHALLENGE = new ConnectChallenge("nonce", 0);

    private Store store;

    @BeforeEach
    void open(@TempDir Path home) {
        store = Store.open(home.resolve("test.sqlite"));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Authenticator with(SharedSecret.Mode mode, String secret) {
        return new Authenticator(
                () -> SharedSecret.of(mode, secret),
                new FailedAttempts(FailedAttempts.Policy.DEFAULT, () -> 1),
                SilentListener.pairing(store),
                () -> ConnectPolicy.DEFAULT,
                Clock.systemUTC());
    }

    private static Peer proxied(String scopes, ProxyIdentity identity) {
        return new Peer("198.51.100.4", false, "gw", null, true, scopes, identity);
    }

    private static ConnectParams params(String password) throws Shape.Violation {
        var params = Json.object().put("minProtocol", 4).put("maxProtocol", 4);
        params.putObject("client").put("id", "cli").put("version", "1").put("platform", "linux").put("mode", "cli");
        params.putArray("scopes").add("operator.read").add("operator.admin");
        if (password != null) {
            params.putObject("auth").put("password", password);
        }
        return Shape.of(ConnectParams.class).read(params);
    }

    private static Grant granted(Decision decision) {
        return assertInstanceOf(Decision.Granted.class, decision).grant();
    }

    @Test
    void letsTheProxysUsersInWithTheScopesTheProxyLeavesThem() throws Shape.Violation {
        Authenticator gate = with(SharedSecret.Mode.TRUSTED_PROXY, "");
        Peer capped = proxied("operator.read", ANN);
        assertEquals(List.of("operator.read"), granted(gate.http(capped, Optional.empty())).scopes());
        assertEquals("trusted-proxy", granted(gate.http(capped, Optional.empty())).method());
        assertEquals(
                List.of("operator.read", "operator.admin"),
                granted(gate.connect(proxied(null, ANN), CHALLENGE, Role.OPERATOR, params(null))).scopes());
        assertEquals(
                List.of("operator.read"), granted(gate.connect(capped, CHALLENGE, Role.OPERATOR, params(null))).scopes());
    }

    @Test
    void refusesWhomTheProxyDoesNotNameAndSaysWhy() throws Shape.Violation {
        Authenticator gate = with(SharedSecret.Mode.TRUSTED_PROXY, "a password");
        Peer nobody = proxied(null, new ProxyIdentity.Unproven("trusted_proxy_user_missing"));
        var refused = assertInstanceOf(
                Decision.Refused.class, gate.connect(nobody, CHALLENGE, Role.OPERATOR, params("a password")));
        assertEquals("AUTH_UNAUTHORIZED", refused.error().details().path("code").textValue());
        assertEquals("trusted_proxy_user_missing", refused.error().details().path("authReason").textValue());
        assertInstanceOf(Decision.Refused.class, gate.http(nobody, Optional.of("Bearer a password")));
    }

    @Test
    void thePasswordOpensForProgramsOnThisMachineOnly() throws Shape.Violation {
        Peer local = new Peer("127.0.0.1", true, "127.0.0.1", null, false, null);
        assertEquals(
                "password",
                granted(with(SharedSecret.Mode.TRUSTED_PROXY, "pw").connect(local, CHALLENGE, Role.OPERATOR, params("pw"))).method());
        assertEquals(
                "password", granted(with(SharedSecret.Mode.TRUSTED_PROXY, "pw").http(local, Optional.of("Bearer pw"))).method());
        // Without a configured password there is none to guess, not even the empty one.
        assertInstanceOf(
                Decision.Refused.class,
                with(SharedSecret.Mode.TRUSTED_PROXY, "").connect(local, CHALLENGE, Role.OPERATOR, params("")));
        assertInstanceOf(
                Decision.Refused.class, with(SharedSecret.Mode.TRUSTED_PROXY, "").http(local, Optional.of("Bearer ")));
    }

    @Test
    void tailnetUsersComeInOverWebSocketButNeverToTheHttpInterfaces() throws Shape.Violation {
        Authenticator gate = with(SharedSecret.Mode.TOKEN, "secret");
        Peer ann = proxied(null, new ProxyIdentity.User("tailscale", "ann"));
        assertEquals("tailscale", granted(gate.connect(ann, CHALLENGE, Role.OPERATOR, params(null))).method());
        assertInstanceOf(Decision.Refused.class, gate.http(ann, Optional.empty()));
        assertInstanceOf(Decision.Refused.class, gate.connect(ann, CHALLENGE, Role.OPERATOR, params("wrong")));
    }

    @Test
    void readsTheLimitsOfFailedAttempts() {
        var root = Json.object();
        root.putObject("gateway").putObject("auth").putObject("rateLimit")
                .put("maxAttempts", 3).put("windowMs", 1000).put("lockoutMs", -5).put("exemptLoopback", false);
        assertEquals(new FailedAttempts.Policy(3, 1000, 1, false), FailedAttempts.Policy.of(new Config(root, "")));
        assertEquals(FailedAttempts.Policy.DEFAULT, FailedAttempts.Policy.of(new Config(Json.object(), "")));
    }
}
