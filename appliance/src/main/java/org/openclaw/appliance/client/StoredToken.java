package org.openclaw.appliance.client;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.openclaw.appliance.client.ClientException.Reason;

/** The token a gateway gave this device, as seen by somebody who looks for faults. Thread-safe as the store is. */
public final class StoredToken {

    /** What a token is worth. */
    public enum State {
        /** There is none for this gateway. */
        NONE,
        /** The gateway takes it. */
        GOOD,
        /** The gateway refuses it, and always will. */
        STALE
    }

    private final DeviceStore store;

    public StoredToken(DeviceStore store) {
        this.store = store;
    }

    private record Kept(DeviceIdentity device, DeviceToken token) {}

    private Optional<Kept> kept(Target target) throws IOException {
        Optional<DeviceIdentity> device = store.existing();
        if (device.isEmpty()) {
            return Optional.empty();
        }
        return store.token(target, device.get().id(), ConnectRequest.ROLE).map(token -> new Kept(device.get(), token));
    }

    /**
     * Shows the token, and nothing but it, to the gateway it is from. Asks for no more than it is known to allow, so nothing
     * changes on either side.
     *
     * @param us how this program introduces itself; its scopes don't matter
     * @throws ClientException when the gateway doesn't answer, or refuses for another reason
     * @throws IOException with a sentence, when key or token can't be read
     */
    public State state(Target target, Introduction us, Duration timeout) throws ClientException, IOException {
        Optional<Kept> kept = kept(target);
        if (kept.isEmpty()) {
            return State.NONE;
        }
        Proof proof = Proof.bySecret(Credentials.NONE)
                .withDevice(() -> kept.get().device())
                .with(kept.get().token());
        Introduction known = new Introduction(us.mode(), us.version(), us.platform(), kept.get().token().scopes());
        try {
            GatewayClient.connect(target, known, proof, Deadline.in(timeout), (event, payload) -> {}).close();
            return State.GOOD;
        } catch (ClientException e) {
            if (e.reason() == Reason.REFUSED && e.detailCode().equals("AUTH_DEVICE_TOKEN_MISMATCH")) {
                return State.STALE;
            }
            throw e;
        }
    }

    /** Drops this device's token for this gateway, and no other. @throws IOException with a sentence */
    public void forget(Target target) throws IOException {
        Optional<Kept> kept = kept(target);
        if (kept.isPresent()) {
            store.forget(target, kept.get().device().id(), ConnectRequest.ROLE, kept.get().token());
        }
    }
}
