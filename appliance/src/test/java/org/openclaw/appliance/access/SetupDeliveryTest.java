package org.openclaw.appliance.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.TestGateway;
import org.openclaw.appliance.protocol.ConnectChallenge;
import org.openclaw.appliance.protocol.ConnectParams;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.Shape;
import org.openclaw.appliance.store.Store;

class SetupDeliveryTest {

    private static final Peer REMOTE = new Peer("198.51.100.4", false, "gw", null, false, null);

    private final ConnectChallenge challenge = new ConnectChallenge("n", Clock.systemUTC().millis());
    private final SharedSecret secret = SharedSecret.of(SharedSecret.Mode.TOKEN, TestGateway.TOKEN);
    private final TestDevice device = new TestDevice();
    private final List<String> told = new ArrayList<>();
    private Store store;
    private Pairing pairing;
    private Authenticator gate;

    @BeforeEach
    void open(@TempDir Path home) {
        store = Store.open(home.resolve("test.sqlite"));
        PairingListener listener = new SilentListener() {
            @Override
            public void setUp(String setupId, SetupCodes.Completion completion) {
                told.add(setupId + " " + completion.delivered());
            }
        };
        pairing = new Pairing(
                store, new DeviceTokens(new byte[32]), listener, () -> new AutoApproval(true, List.of(), List.of()),
                Clock.systemUTC(), () -> 1);
        gate = new Authenticator(
                () -> secret, new FailedAttempts(FailedAttempts.Policy.DEFAULT, () -> 1), pairing,
                () -> ConnectPolicy.DEFAULT, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Decision.Granted connect(SetupCodes.Issued code) throws Shape.Violation {
        ObjectNode params = TestGateway.with(TestGateway.node(), "bootstrapToken", code.token());
        device.prove(params, Json.tree(challenge));
        return assertInstanceOf(
                Decision.Granted.class,
                gate.connect(REMOTE, challenge, Role.NODE, Shape.of(ConnectParams.class).read(params)));
    }

    @Test
    void theOwnerLearnsWhetherTheTokensWereSent() throws Shape.Violation {
        SetupCodes.Issued code = pairing.setupCodes().issue(SetupAccess.LIMITED);
        gate.answered(connect(code), false);
        assertEquals(List.of(code.setupId() + " false"), told);
        assertTrue(pairing.setupCodes().completion(code.setupId()).filter(done -> !done.delivered()).isPresent());

        gate.answered(connect(code), true);
        assertEquals(List.of(code.setupId() + " false", code.setupId() + " true"), told);
        assertTrue(pairing.setupCodes().completion(code.setupId()).filter(SetupCodes.Completion::delivered).isPresent());
    }
}
