package org.openclaw.appliance.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.protocol.ConnectChallenge;
import org.openclaw.appliance.protocol.ConnectParams;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.Shape;
import org.openclaw.appliance.store.Store;

class AuthenticatorTest {

    private static final Peer LOCAL = new Peer("127.0.0.1", true, "127.0.0.1", null, false, null);
    private static final Peer REMOTE = new Peer("192.0.2.7", false, "gw", null, false, null);
    private static final Peer PAGE = new Peer("127.0.0.1", true, "127.0.0.1", "http://evil.example", false, null);

    private final AtomicLong now = new AtomicLong();
    private final FailedAttempts failures = new FailedAttempts(FailedAttempts.Policy.DEFAULT, now::get);
    private final ConnectChallenge challenge = new ConnectChallenge("nonce", 0);
    private Store store;
    private Authenticator token;

    @BeforeEach
    void open(@TempDir Path home) {
        store = Store.open(home.resolve("test.sqlite"));
        token = authenticator(SharedSecret.of(SharedSecret.Mode.TOKEN, "right"));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Authenticator authenticator(SharedSecret secret) {
        return new Authenticator(
                () -> secret, failures, SilentListener.pairing(store), () -> ConnectPolicy.DEFAULT, Clock.systemUTC());
    }

    private static ConnectParams params(String secret) throws Shape.Violation {
        var params = Json.object().put("minProtocol", 4).put("maxProtocol", 4);
        params.putObject("client").put("id", "cli").put("version", "1").put("platform", "linux").put("mode", "cli");
        params.putArray("scopes").add("operator.read").add("made.up");
        params.putObject("auth").put("token", secret);
        return Shape.of(ConnectParams.class).read(params);
    }

    private Decision.Refused refused(Peer peer, String secret) throws Shape.Violation {
        return assertInstanceOf(Decision.Refused.class, token.connect(peer, challenge, Role.OPERATOR, params(secret)));
    }

    @Test
    void grantsTheScopesAskedFor() throws Shape.Violation {
        var granted = assertInstanceOf(Decision.Granted.class, token.connect(LOCAL, challenge, Role.OPERATOR, params("right")));
        assertEquals(List.of("operator.read", "made.up"), granted.grant().scopes());
        assertEquals("token", granted.grant().method());
    }

    @Test
    void slowsDownFailuresOfThisMachineAndNeverLocksItOut() throws Shape.Violation {
        long[] expected = {250, 500, 1_000, 2_000, 4_000, 5_000, 5_000};
        for (long delay : expected) {
            assertEquals(delay, refused(LOCAL, "wrong").delayMillis());
        }
        for (int i = 0; i < 50; i++) {
            refused(LOCAL, "wrong");
        }
        assertInstanceOf(Decision.Granted.class, token.connect(LOCAL, challenge, Role.OPERATOR, params("right")));
        assertEquals(250, refused(LOCAL, "wrong").delayMillis());
    }

    @Test
    void locksOutOtherMachinesAfterTenFailures() throws Shape.Violation {
        for (int i = 0; i < 10; i++) {
            assertEquals("AUTH_TOKEN_MISMATCH", refused(REMOTE, "wrong").error().details().path("code").textValue());
        }
        Decision.Refused locked = refused(REMOTE, "right");
        assertTrue(locked.rateLimited());
        assertEquals("unauthorized: too many failed authentication attempts (retry later)", locked.error().message());
        assertEquals("AUTH_RATE_LIMITED", locked.error().details().path("code").textValue());
        assertEquals(300_000, locked.error().retryAfterMs());
        assertTrue(locked.error().retryable());
        var http = assertInstanceOf(Decision.Refused.class, token.http(REMOTE, Optional.of("Bearer right")));
        assertTrue(http.rateLimited());
        now.addAndGet(300_001);
        assertInstanceOf(Decision.Granted.class, token.connect(REMOTE, challenge, Role.OPERATOR, params("right")));
    }

    @Test
    void forgetsFailuresOutsideTheWindow() throws Shape.Violation {
        for (int i = 0; i < 9; i++) {
            refused(REMOTE, "wrong");
        }
        now.addAndGet(60_001);
        refused(REMOTE, "wrong");
        assertInstanceOf(Decision.Granted.class, token.connect(REMOTE, challenge, Role.OPERATOR, params("right")));
    }

    @Test
    void countsAWebPageOnThisMachineAsAPeerOfItsOwn() throws Shape.Violation {
        for (int i = 0; i < 10; i++) {
            refused(PAGE, "wrong");
        }
        assertTrue(refused(PAGE, "right").rateLimited());
        assertInstanceOf(Decision.Granted.class, token.connect(LOCAL, challenge, Role.OPERATOR, params("right")));
    }

    @Test
    void missingCredentialsAreNoFailure() {
        for (int i = 0; i < 20; i++) {
            token.http(REMOTE, Optional.empty());
        }
        assertInstanceOf(Decision.Granted.class, token.http(REMOTE, Optional.of("Bearer right")));
    }

    @Test
    void httpTakesBearerOnly() {
        assertInstanceOf(Decision.Granted.class, token.http(LOCAL, Optional.of("bearer right")));
        assertInstanceOf(Decision.Refused.class, token.http(LOCAL, Optional.of("Basic right")));
        assertInstanceOf(Decision.Refused.class, token.http(LOCAL, Optional.of("right")));
    }

    @Test
    void noDistortedAuthorizationHeaderOpens() {
        Random random = new Random(11);
        Set<String> refusals = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            StringBuilder header = new StringBuilder("Bearer right");
            for (int change = 0; change <= random.nextInt(3); change++) {
                int at = random.nextInt(header.length() + 1);
                switch (random.nextInt(3)) {
                    case 0 -> header.insert(at, (char) random.nextInt(random.nextBoolean() ? 128 : 0x10000));
                    case 1 -> header.delete(at, Math.min(header.length(), at + 1 + random.nextInt(3)));
                    default -> header.setLength(at);
                }
            }
            // The scheme's case and space around the token carry no meaning (RFC 9110 §11.1 and §5.5).
            boolean right = header.toString().toLowerCase(Locale.ROOT).startsWith("bearer ")
                    && header.substring("bearer ".length()).strip().equals("right");
            now.addAndGet(3_600_000);
            switch (token.http(LOCAL, Optional.of(header.toString()))) {
                case Decision.Granted granted -> assertTrue(right, () -> "let in: " + header);
                case Decision.Refused refused -> {
                    assertFalse(right, () -> "refused: " + header);
                    refusals.add(Json.text(refused.error()));
                }
            }
        }
        assertEquals(Set.of("{\"code\":\"INVALID_REQUEST\",\"message\":\"Unauthorized\"}"), refusals);
    }

    @Test
    void scopesHeaderCapsWithoutSecretAndNotWithIt() {
        Peer capped = new Peer("127.0.0.1", true, "127.0.0.1", null, false, "operator.read");
        Authenticator open = authenticator(SharedSecret.of(SharedSecret.Mode.NONE, null));
        var none = assertInstanceOf(Decision.Granted.class, open.http(capped, Optional.empty()));
        assertEquals(List.of("operator.read"), none.grant().scopes());
        var owner = assertInstanceOf(Decision.Granted.class, token.http(capped, Optional.of("Bearer right")));
        assertEquals(Scope.ALL, owner.grant().scopes());
    }

    @Test
    void passwordModeSpeaksOfPasswords() throws Shape.Violation {
        Authenticator password = authenticator(SharedSecret.of(SharedSecret.Mode.PASSWORD, "right"));
        var wrong = assertInstanceOf(Decision.Refused.class, password.connect(LOCAL, challenge, Role.OPERATOR, params("wrong")));
        assertEquals("AUTH_PASSWORD_MISMATCH", wrong.error().details().path("code").textValue());
        assertInstanceOf(Decision.Granted.class, password.connect(LOCAL, challenge, Role.OPERATOR, params("right")));
    }

    @Test
    void remembersABoundedNumberOfPeers() {
        for (int i = 0; i < FailedAttempts.MOST_KEYS + 10; i++) {
            for (int n = 0; n < 10; n++) {
                failures.failed("peer " + i);
            }
        }
        assertEquals(0, failures.lockedForMillis("peer 0"));
        assertEquals(300_000, failures.lockedForMillis("peer " + (FailedAttempts.MOST_KEYS + 9)));
    }
}
