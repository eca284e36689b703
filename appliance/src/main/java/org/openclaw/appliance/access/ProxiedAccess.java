package org.openclaw.appliance.access;

import java.util.Optional;
import org.openclaw.appliance.protocol.ConnectParams;
import org.openclaw.appliance.protocol.ErrorCode;
import org.openclaw.appliance.protocol.ErrorShape;
import org.openclaw.appliance.protocol.Json;

/** The part that proxies and their users play in letting callers in. */
final class ProxiedAccess {

    private ProxiedAccess() {}

    /** Whom the proxy names; nobody where a tailnet user brings a secret, which then decides. */
    static Optional<ProxyIdentity.User> user(Peer peer, ConnectParams.Auth auth) {
        boolean secret = auth != null && (given(auth.token()) || given(auth.password()));
        return peer.identity() instanceof ProxyIdentity.User user && !(secret && user.method().equals("tailscale"))
                ? Optional.of(user)
                : Optional.empty();
    }

    /** In mode trusted-proxy the password opens a door for programs on this machine only: the proxy's users have none. */
    static boolean secretIsUseless(SharedSecret.Mode mode, Peer peer) {
        return mode == SharedSecret.Mode.TRUSTED_PROXY && !(peer.loopback() && !peer.forwarded());
    }

    /** The way a caller with the right secret proved itself. */
    static String secretMethod(SharedSecret.Mode mode) {
        return mode == SharedSecret.Mode.TRUSTED_PROXY ? SharedSecret.Mode.PASSWORD.wireName() : mode.wireName();
    }

    static ErrorShape refusal(Peer peer) {
        String reason = peer.identity() instanceof ProxyIdentity.Unproven unproven
                ? unproven.reason()
                : "trusted_proxy_untrusted_source";
        return ErrorShape.of(ErrorCode.INVALID_REQUEST, "unauthorized: the proxy in front of the gateway names no user that may"
                        + " come in (" + reason + "; check gateway.auth.trustedProxy and gateway.trustedProxies)")
                .withDetails(Json.object()
                        .put("code", "AUTH_UNAUTHORIZED")
                        .put("authReason", reason)
                        .put("canRetryWithDeviceToken", false)
                        .put("recommendedNextStep", "review_auth_configuration"));
    }

    private static boolean given(String text) {
        return text != null && !text.isEmpty();
    }
}
