package org.openclaw.appliance.access;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.openclaw.appliance.protocol.ConnectParams;
import org.openclaw.appliance.protocol.ErrorCode;
import org.openclaw.appliance.protocol.ErrorShape;
import org.openclaw.appliance.protocol.Json;

/**
 * Lets callers in by the gateway's shared secret, over WebSocket and HTTP alike. Thread-safe.
 *
 * <p>A failure from this machine is answered late, later each time; elsewhere it counts towards a lock-out. Missing
 * credentials aren't a failure: nothing was guessed.
 */
public final class Authenticator {

    private static final String BEARER = "bearer ";
    private static final int LONGEST_KEY = 200;

    private final Supplier<SharedSecret> secret;
    private final FailedAttempts failures;

    /** @param secret the one in force now; asked on every attempt */
    public Authenticator(Supplier<SharedSecret> secret, FailedAttempts failures) {
        this.secret = secret;
        this.failures = failures;
    }

    /** Judges the {@code Authorization} header of an HTTP request, or its absence. */
    public Decision http(Peer peer, Optional<String> authorization) {
        SharedSecret expected = secret.get();
        if (expected.mode() == SharedSecret.Mode.NONE) {
            return new Decision.Granted(new Grant(Role.OPERATOR, capped(Scope.ALL, peer), "none"));
        }
        if (expected.mode() == SharedSecret.Mode.TRUSTED_PROXY && peer.identity() instanceof ProxyIdentity.User user) {
            return new Decision.Granted(new Grant(Role.OPERATOR, capped(Scope.ALL, peer), user.method()));
        }
        Optional<String> bearer = authorization
                .filter(header -> header.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(header -> header.substring(BEARER.length()).strip());
        if (bearer.isEmpty() || ProxiedAccess.secretIsUseless(expected.mode(), peer)) {
            return refused(ErrorShape.of(ErrorCode.INVALID_REQUEST, "Unauthorized"));
        }
        long locked = failures.lockedForMillis(key(peer));
        if (locked > 0) {
            return limited(locked);
        }
        if (expected.matches(bearer.get())) {
            failures.succeeded(key(peer));
            return new Decision.Granted(Grant.owner(ProxiedAccess.secretMethod(expected.mode())));
        }
        return failed(peer, ErrorShape.of(ErrorCode.INVALID_REQUEST, "Unauthorized"));
    }

    /**
     * Judges a {@code connect} request whose form, protocol, role and origin have been checked.
     *
     * <p>A device block is taken as a claim only: it changes which refusal is given, and grants nothing. Verifying it belongs
     * at the head of this method, device tokens where {@link #withoutSecret} refuses them.
     */
    public Decision connect(Peer peer, Role role, ConnectParams params) {
        SharedSecret expected = secret.get();
        boolean device = params.device() != null;
        if (role == Role.NODE && !device) {
            return refused(deviceRequired());
        }
        if (expected.mode() == SharedSecret.Mode.NONE) {
            return granted(peer, role, params, "none");
        }
        ConnectParams.Auth auth = params.auth();
        Optional<ProxyIdentity.User> proxied = ProxiedAccess.user(peer, auth);
        if (proxied.isPresent()) {
            return granted(peer, role, params, proxied.get().method());
        }
        if (ProxiedAccess.secretIsUseless(expected.mode(), peer)) {
            return refused(ProxiedAccess.refusal(peer));
        }
        if (auth == null || blank(auth)) {
            return refused(device ? missing(expected.mode()) : deviceRequired());
        }
        long locked = failures.lockedForMillis(key(peer));
        if (locked > 0) {
            return limited(locked);
        }
        // Either field may carry the secret, whatever the mode; both are always compared, so time tells nothing.
        if (expected.matches(auth.token()) | expected.matches(auth.password())) {
            failures.succeeded(key(peer));
            return granted(peer, role, params, ProxiedAccess.secretMethod(expected.mode()));
        }
        return failed(peer, withoutSecret(expected.mode(), auth, device));
    }

    private static ErrorShape withoutSecret(SharedSecret.Mode mode, ConnectParams.Auth auth, boolean device) {
        if (auth.deviceToken() != null) {
            return unauthorized(
                    "device token mismatch (rotate/reissue device token)",
                    "AUTH_DEVICE_TOKEN_MISMATCH", "device_token_mismatch", false, "update_auth_credentials");
        }
        if (auth.bootstrapToken() != null && auth.token() == null && auth.password() == null) {
            return unauthorized(
                    "setup code invalid, expired, revoked, or already used (create a new code; review `openclaw devices list`)",
                    "AUTH_BOOTSTRAP_TOKEN_INVALID", "bootstrap_token_invalid", false, "review_auth_configuration");
        }
        String kind = kind(mode);
        return unauthorized(
                "gateway " + kind + " mismatch (use this gateway's gateway.auth." + kind + " or pair the device)",
                "AUTH_" + kind.toUpperCase(Locale.ROOT) + "_MISMATCH",
                kind + "_mismatch",
                device,
                device ? "retry_with_device_token" : "update_auth_credentials");
    }

    private static ErrorShape missing(SharedSecret.Mode mode) {
        String kind = kind(mode);
        return unauthorized(
                "gateway " + kind + " missing (use this gateway's gateway.auth." + kind + " or pair the device)",
                "AUTH_" + kind.toUpperCase(Locale.ROOT) + "_MISSING",
                kind + "_missing",
                false,
                "update_auth_configuration");
    }

    private static String kind(SharedSecret.Mode mode) {
        return mode == SharedSecret.Mode.TOKEN ? "token" : "password";
    }

    private static boolean blank(ConnectParams.Auth auth) {
        return isEmpty(auth.token())
                && isEmpty(auth.password())
                && isEmpty(auth.deviceToken())
                && isEmpty(auth.bootstrapToken());
    }

    private static boolean isEmpty(String text) {
        return text == null || text.isEmpty();
    }

    private static Decision granted(Peer peer, Role role, ConnectParams params, String method) {
        List<String> asked = params.scopes() == null ? List.of() : params.scopes().stream().distinct().toList();
        return new Decision.Granted(new Grant(role, capped(asked, peer), method));
    }

    private static List<String> capped(List<String> scopes, Peer peer) {
        if (peer.scopesHeader() == null) {
            return scopes;
        }
        var cap = Scope.parse(peer.scopesHeader());
        return scopes.stream().filter(cap::contains).toList();
    }

    private Decision failed(Peer peer, ErrorShape error) {
        if (failures.policy().exemptLoopback() && local(peer) && peer.origin() == null) {
            return new Decision.Refused(error, false, failures.slowedDown(key(peer)));
        }
        failures.failed(key(peer));
        return refused(error);
    }

    /** Web pages reach loopback through any browser on it, so each origin is counted as a peer of its own. */
    private static String key(Peer peer) {
        String key = local(peer) && peer.origin() != null
                ? "origin " + peer.origin().toLowerCase(Locale.ROOT)
                : peer.address();
        return key.length() > LONGEST_KEY ? key.substring(0, LONGEST_KEY) : key;
    }

    private static boolean local(Peer peer) {
        return peer.loopback() && !peer.forwarded();
    }

    private static Decision refused(ErrorShape error) {
        return new Decision.Refused(error, false, 0);
    }

    private static Decision limited(long millis) {
        ErrorShape error = unauthorized(
                "too many failed authentication attempts (retry later)",
                "AUTH_RATE_LIMITED", "rate_limited", false, "wait_then_retry");
        return new Decision.Refused(error.retryAfter(millis), true, 0);
    }

    private static ErrorShape deviceRequired() {
        return ErrorShape.of(ErrorCode.NOT_PAIRED, "device identity required")
                .withDetails(Json.object().put("code", "DEVICE_IDENTITY_REQUIRED"));
    }

    private static ErrorShape unauthorized(
            String message, String code, String reason, boolean retryWithDeviceToken, String nextStep) {
        ObjectNode details = Json.object()
                .put("code", code)
                .put("authReason", reason)
                .put("canRetryWithDeviceToken", retryWithDeviceToken)
                .put("recommendedNextStep", nextStep);
        return ErrorShape.of(ErrorCode.INVALID_REQUEST, "unauthorized: " + message).withDetails(details);
    }
}
