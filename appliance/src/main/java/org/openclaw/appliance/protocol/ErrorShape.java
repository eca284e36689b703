package org.openclaw.appliance.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * {@code {code,message,details?,retryable?,retryAfterMs?}}, the shape of every failed answer.
 *
 * @param code what kind of failure
 * @param message one sentence for the operator; never an exception text, never a secret
 * @param details machine-readable particulars, or null
 * @param retryable true where the same call may succeed later, or null
 * @param retryAfterMs when to try again, in milliseconds, or null
 */
public record ErrorShape(ErrorCode code, String message, JsonNode details, Boolean retryable, Long retryAfterMs) {

    public static ErrorShape of(ErrorCode code, String message) {
        return new ErrorShape(code, message, null, null, null);
    }

    public static ErrorShape invalid(String message) {
        return of(ErrorCode.INVALID_REQUEST, message);
    }

    public ErrorShape withDetails(JsonNode newDetails) {
        return new ErrorShape(code, message, newDetails, retryable, retryAfterMs);
    }

    public ErrorShape retryAfter(long millis) {
        return new ErrorShape(code, message, details, true, millis);
    }

    /** The caller lacks a scope. */
    public static ErrorShape missingScope(String scope) {
        ObjectNode details = Json.object().put("code", "MISSING_SCOPE").put("missingScope", scope);
        details.putArray("requiredScopes").add(scope);
        return of(ErrorCode.FORBIDDEN, "missing scope: " + scope).withDetails(details);
    }
}
