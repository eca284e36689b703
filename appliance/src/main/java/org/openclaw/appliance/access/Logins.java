package org.openclaw.appliance.access;

import java.util.Optional;
import java.util.function.Supplier;
import org.openclaw.appliance.protocol.ConnectParams;
import org.openclaw.appliance.protocol.ErrorShape;

/** Checks a connection's credentials: a proxy's word, the shared secret, else a device's token,
 * else a setup code. Thread-safe. */
final class Logins {

    private static final ConnectParams.Auth NOTHING = new ConnectParams.Auth(null, null, null, null, null, null);

    private final Supplier<SharedSecret> secret;
    private final Pairing pairing;
    private final Limiter limiter;

    Logins(Supplier<SharedSecret> secret, Pairing pairing, Limiter limiter) {
        this.secret = secret;
        this.pairing = pairing;
        this.limiter = limiter;
    }

    /** @param candidate the device behind the connection, its key proven; empty for a client without one */
    Login check(Peer peer, ConnectParams.Auth given, Optional<Candidate> candidate) {
        SharedSecret expected = secret.get();
        if (expected.mode() == SharedSecret.Mode.NONE) {
            return new Login.Proven("none");
        }
        ConnectParams.Auth auth = given == null ? NOTHING : given;
        Optional<ProxyIdentity.User> proxied = ProxiedAccess.user(peer, auth);
        if (proxied.isPresent()) {
            return new Login.Proven(proxied.get().method());
        }
        if (ProxiedAccess.secretIsUseless(expected.mode(), peer)) {
            return refused(ProxiedAccess.refusal(peer));
        }
        return new Attempt(peer, auth, candidate, expected).judge();
    }

    /** One connection's try. */
    private final class Attempt {
        private final Peer peer;
        private final ConnectParams.Auth auth;
        private final Optional<Candidate> candidate;
        private final SharedSecret expected;
        private final Optional<PairedDevice> paired;
        /** A device that has proven which one it is fails on its own account. */
        private final String account;

        Attempt(Peer peer, ConnectParams.Auth auth, Optional<Candidate> candidate, SharedSecret expected) {
            this.peer = peer;
            this.auth = auth;
            this.candidate = candidate;
            this.expected = expected;
            this.paired = candidate.flatMap(device -> pairing.find(device.deviceId()));
            this.account = paired.map(PairedDevice::id).orElse("");
        }

        Login judge() {
            boolean secretGiven = present(auth.token()) || present(auth.password());
            if (!secretGiven && !present(auth.deviceToken()) && !present(auth.bootstrapToken())) {
                return refused(candidate.isPresent() ? Refusals.missing(expected.mode()) : Refusals.deviceRequired());
            }
            long secretLocked = secretGiven ? locked(CredentialClass.SHARED_SECRET) : 0;
            // Both fields are always compared, so time doesn't tell which one was right.
            if (secretGiven
                    && secretLocked == 0
                    && (expected.matches(auth.token()) | expected.matches(auth.password()))) {
                limiter.succeeded(peer, CredentialClass.SHARED_SECRET, account);
                return new Login.Proven(ProxiedAccess.secretMethod(expected.mode()));
            }
            Optional<Login> byDevice = byDeviceToken();
            if (byDevice.isPresent()) {
                return byDevice.get();
            }
            if (!secretGiven && !present(auth.deviceToken())) {
                return byCode();
            }
            return failed(secretGiven, secretLocked);
        }

        private Optional<Login> byDeviceToken() {
            String token = present(auth.deviceToken()) ? auth.deviceToken() : auth.token();
            if (paired.isEmpty() || !present(token) || locked(CredentialClass.DEVICE_TOKEN) > 0) {
                return Optional.empty();
            }
            Candidate device = candidate.orElseThrow();
            if (!pairing.verifies(paired.get(), device.role(), token)) {
                return Optional.empty();
            }
            limiter.succeeded(peer, CredentialClass.DEVICE_TOKEN, account);
            TokenGrant grant = paired.get().token(device.role()).orElseThrow();
            return Optional.of(device.asksWithin(grant.scopes())
                    ? new Login.ByToken(token)
                    : refused(Refusals.scopeMismatch()));
        }

        private Login byCode() {
            long locked = locked(CredentialClass.BOOTSTRAP_TOKEN);
            if (locked > 0) {
                return new Login.Refused(Limiter.locked(locked));
            }
            Optional<SetupCodes.Code> code = candidate.flatMap(
                    device -> pairing.setupCodes().find(auth.bootstrapToken(), device.deviceId()));
            if (code.isPresent()) {
                limiter.succeeded(peer, CredentialClass.BOOTSTRAP_TOKEN, account);
                return new Login.ByCode(code.get());
            }
            return failed(CredentialClass.BOOTSTRAP_TOKEN, Refusals.setupCodeInvalid());
        }

        private Login failed(boolean secretGiven, long secretLocked) {
            if (secretLocked > 0) {
                return new Login.Refused(Limiter.locked(secretLocked));
            }
            Login bySecret = secretGiven
                    ? failed(CredentialClass.SHARED_SECRET, Refusals.mismatch(expected.mode(), candidate.isPresent()))
                    : null;
            if (!present(auth.deviceToken())) {
                return bySecret;
            }
            long locked = locked(CredentialClass.DEVICE_TOKEN);
            return locked > 0
                    ? new Login.Refused(Limiter.locked(locked))
                    : failed(CredentialClass.DEVICE_TOKEN, Refusals.deviceTokenMismatch());
        }

        private Login failed(CredentialClass kind, ErrorShape error) {
            return new Login.Refused(limiter.failed(peer, kind, account, error));
        }

        private long locked(CredentialClass kind) {
            return limiter.lockedMillis(peer, kind, account);
        }
    }

    private static Login refused(ErrorShape error) {
        return new Login.Refused(new Decision.Refused(error, false, 0));
    }

    private static boolean present(String text) {
        return text != null && !text.isEmpty();
    }
}
