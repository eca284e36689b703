package org.openclaw.appliance.access;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.openclaw.appliance.protocol.ConnectChallenge;
import org.openclaw.appliance.protocol.ConnectParams;
import org.openclaw.appliance.protocol.ErrorCode;
import org.openclaw.appliance.protocol.ErrorShape;

/**
 * Lets callers in: by the gateway's shared secret over WebSocket and HTTP alike, by a device's own token, or by a setup code.
 * Thread-safe.
 *
 * <p>A failure from this machine is answered late, later each time; elsewhere it counts towards a lock-out. Missing
 * credentials aren't a failure: nothing was guessed.
 */
public final class Authenticator {

    /** Reasons of a connection's end, as clients know them. */
    public static final String SECRET_CHANGED = "gateway auth changed";

    public static final String DEVICE_REMOVED = "device removed";

    private static final String BY_CODE = "bootstrap-token";
    private static final String BEARER = "bearer ";
    static final Set<String> BROWSERS = Set.of("openclaw-control-ui", "webchat-ui", "webchat");
    private static final int MOST_SCOPES = 64;
    private static final int LONGEST_SCOPE = 128;

    private final Supplier<SharedSecret> secret;
    private final Supplier<ConnectPolicy> policy;
    private final Pairing pairing;
    private final Limiter limiter;
    private final Logins logins;
    private final DeviceProof proof;

    /**
     * @param secret the one in force now; asked on every attempt
     * @param policy the one in force now; asked on every attempt
     * @param clock what devices' clocks are compared with
     */
    public Authenticator(
            Supplier<SharedSecret> secret,
            FailedAttempts failures,
            Pairing pairing,
            Supplier<ConnectPolicy> policy,
            Clock clock) {
        this.secret = secret;
        this.policy = policy;
        this.pairing = pairing;
        this.limiter = new Limiter(failures);
        this.logins = new Logins(secret, pairing, limiter);
        this.proof = new DeviceProof(clock, () -> policy.get().skewMillis());
    }

    /** Judges the {@code Authorization} header of an HTTP request, or its absence. */
    public Decision http(Peer peer, Optional<String> authorization) {
        SharedSecret expected = secret.get();
        if (expected.mode() == SharedSecret.Mode.NONE) {
            return Decision.granted(new Grant(Role.OPERATOR, capped(Scope.ALL, peer), "none"), expected);
        }
        if (expected.mode() == SharedSecret.Mode.TRUSTED_PROXY && peer.identity() instanceof ProxyIdentity.User user) {
            return Decision.granted(new Grant(Role.OPERATOR, capped(Scope.ALL, peer), user.method()), expected);
        }
        Optional<String> bearer = authorization
                .filter(header -> header.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(header -> header.substring(BEARER.length()).strip());
        if (bearer.isEmpty() || ProxiedAccess.secretIsUseless(expected.mode(), peer)) {
            return Decision.refused(ErrorShape.invalid("Unauthorized"));
        }
        long locked = limiter.lockedMillis(peer, CredentialClass.SHARED_SECRET, "");
        if (locked > 0) {
            return Limiter.locked(locked);
        }
        if (expected.matches(bearer.get())) {
            limiter.succeeded(peer, CredentialClass.SHARED_SECRET, "");
            return Decision.granted(Grant.owner(ProxiedAccess.secretMethod(expected.mode())), expected);
        }
        return limiter.failed(
                peer, CredentialClass.SHARED_SECRET, "", ErrorShape.of(ErrorCode.INVALID_REQUEST, "Unauthorized"));
    }

    /**
     * Judges a {@code connect} request whose form, protocol, role and origin have been checked. Blocks on the disk where the
     * client has a device identity.
     *
     * @param challenge what this connection was asked to sign
     */
    public Decision connect(Peer peer, ConnectChallenge challenge, Role role, ConnectParams params) {
        Decision decision = judged(peer, challenge, role, params);
        return decision instanceof Decision.Granted granted ? granted.to(peer.identity()) : decision;
    }

    private Decision judged(Peer peer, ConnectChallenge challenge, Role role, ConnectParams params) {
        if (params.device() == null) {
            return withoutDevice(peer, role, params);
        }
        Optional<ErrorShape> fault = proof.fault(challenge, params);
        if (fault.isPresent()) {
            return Decision.refused(fault.get());
        }
        DeviceKey key = DeviceKey.read(params.device().publicKey()).orElseThrow();
        Candidate candidate = new Candidate(
                key, key.id(), role, role == Role.NODE ? List.of() : asked(params),
                DeviceClaims.of(peer, params.client()), peer);
        // Taken before it is checked: where it changes in between, the connection is found out by withdrawn.
        SharedSecret meanwhile = secret.get();
        return switch (logins.check(peer, params.auth(), Optional.of(candidate))) {
            case Login.Refused(Decision.Refused refused) -> refused;
            case Login.Proven(String method) when ownBackend(peer, params, method) ->
                Decision.granted(new Grant(role, capped(candidate.scopes(), peer), method), meanwhile);
            case Login.Proven(String method) -> admitted(candidate, method, pairing.admit(candidate, method), meanwhile);
            case Login.ByToken(String token) ->
                admitted(candidate, Login.ByToken.METHOD, pairing.readmit(candidate, token), meanwhile);
            case Login.ByCode(SetupCodes.Code code) ->
                admitted(candidate, BY_CODE, pairing.admit(candidate, code), meanwhile);
        };
    }

    /** Why what the connection was let in with is no longer good; empty while it is. Blocks on the disk. */
    public Optional<String> withdrawn(Decision.Granted granted) {
        if (granted.grant().bySharedSecret() && !granted.secret().sameAs(secret.get())) {
            return Optional.of(SECRET_CHANGED);
        }
        boolean removed = !granted.tokens().isEmpty()
                && !pairing.current(granted.grant().deviceId(), granted.tokens().getFirst());
        return removed ? Optional.of(DEVICE_REMOVED) : Optional.empty();
    }

    /** Whether what a connection was granted has been sent to it; matters to the owner where that can't be repeated. Never blocks. */
    public void answered(Decision.Granted granted, boolean sent) {
        if (granted.grant().method().equals(BY_CODE)) {
            pairing.handedOver(granted.grant().deviceId(), sent);
        }
    }

    private Decision withoutDevice(Peer peer, Role role, ConnectParams params) {
        if (role == Role.NODE) {
            return Decision.refused(Refusals.deviceRequired());
        }
        boolean browser = BROWSERS.contains(params.client().id());
        if (browser && !policy.get().uiWithoutDevice() && !vouchedFor(peer)) {
            return Decision.refused(Refusals.uiDeviceRequired());
        }
        SharedSecret meanwhile = secret.get();
        return switch (logins.check(peer, params.auth(), Optional.empty())) {
            case Login.Refused(Decision.Refused refused) -> refused;
            case Login.Proven(String method) ->
                Decision.granted(new Grant(role, withoutDevice(peer, params, browser, method), method), meanwhile);
            case Login.ByToken byToken -> Decision.refused(Refusals.deviceRequired());
            case Login.ByCode byCode -> Decision.refused(Refusals.deviceRequired());
        };
    }

    private static boolean vouchedFor(Peer peer) {
        return peer.identity() instanceof ProxyIdentity.User user && user.method().equals("trusted-proxy");
    }

    // Rights belong to devices. Only the owner's own tools on this machine, a Control UI he opened, and people whom a trusted
    // proxy vouches for have some without.
    private static List<String> withoutDevice(Peer peer, ConnectParams params, boolean browser, String method) {
        ConnectParams.Client client = params.client();
        boolean ownCli =
                (peer.directLocal() || peer.secretLocal(method)) && client.id().equals("cli") && client.mode().equals("cli");
        return browser || ownCli || vouchedFor(peer) || ownBackend(peer, params, method) ? capped(asked(params), peer) : List.of();
    }

    private static boolean ownBackend(Peer peer, ConnectParams params, String method) {
        ConnectParams.Client client = params.client();
        return (peer.directLocal() || peer.secretLocal(method)) && client.id().equals("gateway-client") && client.mode().equals("backend");
    }

    private static Decision admitted(
            Candidate candidate, String method, Admission admission, SharedSecret meanwhile) {
        return switch (admission) {
            case Admission.Admitted(List<IssuedToken> tokens, List<String> scopes) ->
                new Decision.Granted(
                        new Grant(
                                candidate.role(), capped(scopes, candidate.peer()), method, candidate.deviceId()),
                        tokens,
                        meanwhile);
            case Admission.Waiting waiting -> {
                ErrorShape error = Refusals.pairingRequired(candidate, waiting);
                // Clients read the request's id from the close reason.
                yield new Decision.Refused(
                        error, false, 0, error.message() + " (requestId: " + waiting.request().id() + ")");
            }
            case Admission.CodeSpent spent -> Decision.refused(Refusals.setupCodeInvalid());
        };
    }

    private static List<String> asked(ConnectParams params) {
        return params.scopes() == null
                ? List.of()
                : params.scopes().stream()
                        .filter(scope -> scope.length() <= LONGEST_SCOPE)
                        .distinct()
                        .limit(MOST_SCOPES)
                        .toList();
    }

    private static List<String> capped(List<String> scopes, Peer peer) {
        if (peer.scopesHeader() == null) {
            return scopes;
        }
        var cap = Scope.parse(peer.scopesHeader());
        return scopes.stream().filter(cap::contains).toList();
    }
}
