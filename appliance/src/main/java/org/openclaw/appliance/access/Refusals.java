package org.openclaw.appliance.access;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.openclaw.appliance.protocol.ErrorCode;
import org.openclaw.appliance.protocol.ErrorShape;
import org.openclaw.appliance.protocol.Json;

/** The protocol's words for turning a connection away. */
final class Refusals {

    private Refusals() {}

    static ErrorShape deviceRequired() {
        return ErrorShape.of(ErrorCode.NOT_PAIRED, "device identity required")
                .withDetails(Json.object().put("code", "DEVICE_IDENTITY_REQUIRED"));
    }

    static ErrorShape uiDeviceRequired() {
        return ErrorShape.invalid("control ui requires device identity (use HTTPS or localhost secure context)")
                .withDetails(Json.object().put("code", "CONTROL_UI_DEVICE_IDENTITY_REQUIRED"));
    }

    static ErrorShape missing(SharedSecret.Mode mode) {
        String kind = kind(mode);
        return unauthorized(
                "gateway " + kind + " missing (use this gateway's gateway.auth." + kind + " or pair the device)",
                "AUTH_" + kind.toUpperCase(Locale.ROOT) + "_MISSING",
                kind + "_missing", false, "update_auth_configuration");
    }

    /** @param device whether the client has an identity, and so may hold a device token */
    static ErrorShape mismatch(SharedSecret.Mode mode, boolean device) {
        String kind = kind(mode);
        return unauthorized(
                "gateway " + kind + " mismatch (use this gateway's gateway.auth." + kind + " or pair the device)",
                "AUTH_" + kind.toUpperCase(Locale.ROOT) + "_MISMATCH",
                kind + "_mismatch", device, device ? "retry_with_device_token" : "update_auth_credentials");
    }

    static ErrorShape deviceTokenMismatch() {
        return unauthorized(
                "device token mismatch (rotate/reissue device token)",
                "AUTH_DEVICE_TOKEN_MISMATCH", "device_token_mismatch", false, "update_auth_credentials");
    }

    static ErrorShape scopeMismatch() {
        return unauthorized(
                "device token scope mismatch (re-pair or approve scope upgrade)",
                "AUTH_SCOPE_MISMATCH", "scope_mismatch", false, "review_auth_configuration");
    }

    static ErrorShape setupCodeInvalid() {
        return unauthorized(
                "setup code invalid, expired, revoked, or already used (create a new code; review `openclaw devices list`)",
                "AUTH_BOOTSTRAP_TOKEN_INVALID", "bootstrap_token_invalid", false, "review_auth_configuration");
    }

    static ErrorShape rateLimited(long millis) {
        return unauthorized(
                        "too many failed authentication attempts (retry later)",
                        "AUTH_RATE_LIMITED", "rate_limited", false, "wait_then_retry")
                .retryAfter(millis);
    }

    static ErrorShape pairingRequired(Candidate candidate, Admission.Waiting waiting) {
        ObjectNode details = Json.object()
                .put("code", "PAIRING_REQUIRED")
                .put("reason", waiting.obstacle().wireName())
                .put("requestId", waiting.request().id())
                .put("remediationHint", waiting.obstacle().hint())
                .put("deviceId", candidate.deviceId())
                .put("requestedRole", candidate.role().wireName());
        if (!candidate.scopes().isEmpty()) {
            details.set("requestedScopes", Json.tree(candidate.scopes()));
        }
        waiting.known().ifPresent(known -> {
            List<String> roles = known.roles().stream().map(Role::wireName).toList();
            details.set("approvedRoles", Json.tree(roles));
            details.set("approvedScopes", Json.tree(known.scopes()));
        });
        return ErrorShape.of(ErrorCode.NOT_PAIRED, "pairing required: " + waiting.obstacle().sentence())
                .withDetails(details);
    }

    private static String kind(SharedSecret.Mode mode) {
        return mode == SharedSecret.Mode.TOKEN ? "token" : "password";
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
