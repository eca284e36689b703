package org.openclaw.appliance.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.openclaw.appliance.client.ClientException.Reason;

/**
 * A connection of this installation's device. The shared secret goes first where there is one; else the token that this very
 * gateway gave the device. Tokens that a gateway hands out are kept, and those it no longer takes are forgotten. Used by one
 * thread at a time.
 */
public final class PairedClient implements GatewayConnection {

    private final GatewayClient gateway;
    private final Target target;
    private final DeviceStore store;
    private final String deviceId;

    private PairedClient(GatewayClient gateway, Target target, DeviceStore store, String deviceId) {
        this.gateway = gateway;
        this.target = target;
        this.store = store;
        this.deviceId = deviceId;
    }

    /**
     * Connects and shakes hands, making the device's key if there is none. A gateway on this machine that is shown the shared
     * secret needs no device.
     *
     * @param timeout for all of it together, a second attempt included
     * @throws ClientException UNREACHABLE, REFUSED, TIMED_OUT or DISCONNECTED
     */
    public static GatewayConnection connect(Target target, Introduction us, DeviceStore store, Duration timeout)
            throws ClientException {
        return new Login(target, us, store, Deadline.in(timeout)).connect();
    }

    /**
     * As {@link #connect}, but leaves no trace on either side: no key is made, nothing is kept or forgotten, and the device
     * shows itself only where it needs nothing approved.
     */
    public static GatewayConnection look(Target target, Introduction us, DeviceStore store, Duration timeout)
            throws ClientException {
        return new Login(target, us, store, Deadline.in(timeout)).look();
    }

    @Override
    public JsonNode hello() {
        return gateway.hello();
    }

    @Override
    public String url() {
        return gateway.url();
    }

    @Override
    public JsonNode call(String method, JsonNode params, Duration timeout) throws ClientException {
        JsonNode answer = gateway.call(method, params, timeout);
        keepOwn(method, answer);
        return answer;
    }

    @Override
    public JsonNode callFinal(String method, JsonNode params, Duration timeout) throws ClientException {
        JsonNode answer = gateway.callFinal(method, params, timeout);
        keepOwn(method, answer);
        return answer;
    }

    // A device that has its own token replaced gets the new one in the answer, and never again without the shared secret.
    private void keepOwn(String method, JsonNode answer) throws ClientException {
        if (method.equals("device.token.rotate") && answer.path("deviceId").asText().equals(deviceId)) {
            try {
                keep(answer, "token", target, store, deviceId);
            } catch (IOException e) {
                throw unkept(e);
            }
        }
    }

    private static void keep(JsonNode sent, String name, Target target, DeviceStore store, String deviceId)
            throws IOException {
        Optional<DeviceToken> token = DeviceToken.sent(sent, name);
        // The role comes from outside, and this client has only the one.
        if (token.isPresent() && sent.path("role").asText(ConnectRequest.ROLE).equals(ConnectRequest.ROLE)) {
            store.keep(target, deviceId, ConnectRequest.ROLE, token.get());
        }
    }

    @Override
    public void close() {
        gateway.close();
    }

    private static ClientException unkept(IOException e) {
        return ClientException.of(Reason.UNREACHABLE, "DEVICE_KEY", "gateway connect failed: " + e.getMessage());
    }

    /** The way in. */
    private static final class Login {
        private final Target target;
        private final Introduction us;
        private final DeviceStore store;
        private final Deadline deadline;

        Login(Target target, Introduction us, DeviceStore store, Deadline deadline) {
            this.target = target;
            this.us = us;
            this.store = store;
            this.deadline = deadline;
        }

        GatewayConnection connect() throws ClientException {
            return target.credentials().present() ? bySecret() : withoutSecret();
        }

        // Rights need no device where the gateway is on this machine, so a key in disorder is no obstacle there.
        private GatewayConnection bySecret() throws ClientException {
            Proof secret = Proof.bySecret(target.credentials());
            Proof device = secret.withDevice(store::identity);
            try {
                return attempt(target.loopback() ? secret : device);
            } catch (ClientException refused) {
                Optional<DeviceToken> stored = mayShowToken(refused) ? stored(existing()) : Optional.empty();
                if (stored.isEmpty()) {
                    throw refused;
                }
                return instead(refused, device.with(stored.get()));
            }
        }

        private GatewayConnection withoutSecret() throws ClientException {
            Proof nothing = Proof.bySecret(target.credentials());
            Proof device = nothing.withDevice(store::identity);
            Optional<DeviceToken> stored = stored(existing());
            if (stored.isPresent()) {
                return withToken(device.with(stored.get()));
            }
            return attempt(target.loopback() ? nothing : device);
        }

        GatewayConnection look() throws ClientException {
            boolean bySecret = target.credentials().present();
            Proof proof = Proof.bySecret(target.credentials());
            if (!bySecret || !target.loopback()) {
                Optional<DeviceIdentity> known = existing();
                Optional<DeviceToken> stored = stored(known).filter(token -> token.covers(us.scopes()));
                if (stored.isPresent()) {
                    Proof device = proof.withDevice(known::orElseThrow);
                    proof = bySecret ? device : device.with(stored.get());
                }
            }
            return GatewayClient.connect(target, us, proof, deadline, (event, payload) -> {});
        }

        private Optional<DeviceIdentity> existing() throws ClientException {
            try {
                return store.existing();
            } catch (IOException e) {
                throw unkept(e);
            }
        }

        private Optional<DeviceToken> stored(Optional<DeviceIdentity> known) throws ClientException {
            try {
                return known.isEmpty()
                        ? Optional.empty()
                        : store.token(target, known.get().id(), ConnectRequest.ROLE);
            } catch (IOException e) {
                throw unkept(e);
            }
        }

        // The secret may have changed while this device is still welcome. But its token is shown unasked only to a gateway
        // that can't be somebody else.
        private boolean mayShowToken(ClientException refused) {
            boolean mismatch = refused.detailCode().equals("AUTH_TOKEN_MISMATCH") || refused.retryWithDeviceToken();
            return mismatch && (target.loopback() || (target.tls() && target.fingerprint() != null));
        }

        private GatewayConnection instead(ClientException refused, Proof second) throws ClientException {
            try {
                return withToken(second);
            } catch (ClientException again) {
                // What is wrong for the operator is the secret he gave.
                throw again.detailCode().equals("AUTH_DEVICE_TOKEN_MISMATCH") ? refused : again;
            }
        }

        private GatewayConnection withToken(Proof proof) throws ClientException {
            try {
                return attempt(proof);
            } catch (ClientException refused) {
                if (refused.detailCode().equals("AUTH_DEVICE_TOKEN_MISMATCH")) {
                    forget(proof.deviceToken());
                }
                throw refused;
            }
        }

        private GatewayConnection attempt(Proof proof) throws ClientException {
            GatewayClient gateway = GatewayClient.connect(target, us, proof, deadline, (event, payload) -> {});
            if (proof.key() == null) {
                return gateway;
            }
            try {
                return kept(gateway, store.identity().id());
            } catch (IOException e) {
                gateway.close();
                throw unkept(e);
            }
        }

        private GatewayConnection kept(GatewayClient gateway, String deviceId) throws IOException {
            keep(gateway.hello().path("auth"), "deviceToken", target, store, deviceId);
            return new PairedClient(gateway, target, store, deviceId);
        }

        private void forget(DeviceToken stale) throws ClientException {
            try {
                store.forget(target, store.identity().id(), ConnectRequest.ROLE, stale);
            } catch (IOException e) {
                throw unkept(e);
            }
        }
    }
}
