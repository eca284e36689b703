package org.openclaw.appliance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.openclaw.appliance.access.Authenticator;
import org.openclaw.appliance.access.AutoApproval;
import org.openclaw.appliance.access.ConnectPolicy;
import org.openclaw.appliance.access.DeviceTokens;
import org.openclaw.appliance.access.FailedAttempts;
import org.openclaw.appliance.access.LiveSecret;
import org.openclaw.appliance.access.Pairing;
import org.openclaw.appliance.boot.ExitCode;
import org.openclaw.appliance.boot.StartRefused;
import org.openclaw.appliance.config.GatewaySettings;
import org.openclaw.appliance.node.NodeMethods;
import org.openclaw.appliance.node.Nodes;
import org.openclaw.appliance.pairing.DeviceMethods;
import org.openclaw.appliance.pairing.LanAddresses;
import org.openclaw.appliance.pairing.PairingEvents;
import org.openclaw.appliance.pairing.SetupLinks;
import org.openclaw.appliance.pairing.UpgradeMethods;
import org.openclaw.appliance.rpc.Dispatcher;
import org.openclaw.appliance.rpc.Method;
import org.openclaw.appliance.rpc.Methods;
import org.openclaw.appliance.server.Backend;
import org.openclaw.appliance.server.Connections;
import org.openclaw.appliance.server.Hello;
import org.openclaw.appliance.server.Limits;
import org.openclaw.appliance.store.Store;
import org.openclaw.appliance.user.UserMethods;
import org.openclaw.appliance.websocket.CloseCode;

/** Who may come in: the secret, paired devices, nodes and senders, and what a connection is held to. */
final class Doors {

    private final Ground ground;
    private final LiveSecret secret;
    private final Pairing pairing;
    private final Nodes nodes;
    private final Store store;

    /** @throws StartRefused when the key of device tokens is of no use */
    Doors(Ground ground, Store store) throws StartRefused {
        this.ground = ground;
        this.store = store;
        this.secret = new LiveSecret(ground.launch().settings().auth());
        pairing = new Pairing(
                store,
                deviceTokens(store),
                new PairingEvents(ground.events(), ground.clock()),
                () -> AutoApproval.of(ground.config()),
                ground.clock(),
                ground.lifecycle()::uptimeMillis);
        nodes = new Nodes(store, pairing, ground.events(), ground.clock());
    }

    private DeviceTokens deviceTokens(Store store) throws StartRefused {
        Path file = ground.launch().paths().stateDir().resolve("identity").resolve("token.key");
        try {
            return DeviceTokens.load(store, file);
        } catch (IOException e) {
            throw new StartRefused(ExitCode.FAILURE, "Gateway failed to start: the key of device tokens (" + file
                    + ") can't be read or written; check that this user owns it: " + e.getMessage());
        }
    }

    Nodes nodes() {
        return nodes;
    }

    /** What pairs and manages who comes in: one line each set. */
    List<Method<?>> methods() {
        Launch launch = ground.launch();
        SetupLinks setup = new SetupLinks(pairing.setupCodes(), launch.settings(), LanAddresses::list);
        List<Method<?>> all = new ArrayList<>();
        all.addAll(new DeviceMethods(pairing, setup, ground.events()).methods());
        all.addAll(new UpgradeMethods(pairing.scopeUpgrades(), ground.scheduler()).methods());
        all.addAll(new NodeMethods(nodes, ground.clock()).methods());
        all.addAll(new UserMethods(store, ground.events()).methods());
        return all;
    }

    /** Follows a changed configuration: who proved themselves by a secret that is none any more has to go. */
    void apply(GatewaySettings next) {
        if (secret.follow(next.auth())) {
            ground.events().end(
                    CloseCode.WITHDRAWN, Authenticator.SECRET_CHANGED, caller -> caller.grant().bySharedSecret());
        }
    }

    /** Those who come in. @param hello what they are told first @param tooLarge is told of what is too large for them */
    Connections connections(Methods methods, Dispatcher dispatcher, Hello hello, Consumer<ObjectNode> tooLarge) {
        Backend backend = new Backend(
                authenticator(),
                methods,
                dispatcher,
                ground.events(),
                hello,
                ground.lifecycle(),
                () -> ground.now().settings().allowedOrigins(),
                ground.version(),
                UUID.randomUUID().toString(),
                ground.launch()::verbose,
                tooLarge,
                ground.workers(),
                ground.scheduler());
        return new Connections(backend, limits());
    }

    private Authenticator authenticator() {
        return new Authenticator(
                secret,
                new FailedAttempts(() -> FailedAttempts.Policy.of(ground.config()), ground.lifecycle()::uptimeMillis),
                pairing,
                this::connectPolicy,
                ground.clock());
    }

    private ConnectPolicy connectPolicy() {
        return new ConnectPolicy(
                ground.config().flag("gateway.controlUi.dangerouslyDisableDeviceAuth", false),
                ground.config().number("appliance.access.clockSkewMs").orElse(ConnectPolicy.DEFAULT.skewMillis()));
    }

    private Limits limits() {
        Limits lean = Limits.LEAN;
        return lean.withHandshake(
                number("OPENCLAW_HANDSHAKE_TIMEOUT_MS", lean.handshakeMillis()),
                (int) number("OPENCLAW_MAX_PREAUTH_CONNECTIONS_PER_IP", lean.maxPreauthPerAddress()));
    }

    private long number(String variable, long whenAbsent) {
        return ground.launch()
                .environment()
                .get(variable)
                .filter(text -> text.matches("[1-9]\\d{0,6}"))
                .map(Long::parseLong)
                .orElse(whenAbsent);
    }
}
