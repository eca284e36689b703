package org.openclaw.appliance.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * Why a gateway could not be asked, or what it answered instead of a result. The message's first line is meant for people
 * and for {@code grep}; {@link #hints()} say what to do about it. Carries no stack trace and no secret.
 */
public final class ClientException extends Exception {

    /** The closed set of ways in which asking a gateway fails. */
    public enum Reason {
        /** No socket could be opened, or what answered doesn't speak the protocol. */
        UNREACHABLE,
        /** The gateway refused the handshake: credentials, pairing, protocol, still starting. */
        REFUSED,
        /** No answer in time. */
        TIMED_OUT,
        /** The connection ended before the answer. */
        DISCONNECTED,
        /** The gateway answered the call with an error. */
        FAILED
    }

    private final Reason reason;
    private final String code;
    private final transient JsonNode error;
    private final transient JsonNode payload;
    private final List<String> hints;

    private ClientException(
            Reason reason, String code, String message, JsonNode error, JsonNode payload, List<String> hints) {
        super(message, null, false, false);
        this.reason = reason;
        this.code = code;
        this.error = error;
        this.payload = payload;
        this.hints = List.copyOf(hints);
    }

    public static ClientException of(Reason reason, String code, String message) {
        return new ClientException(reason, code, message, null, null, List.of());
    }

    /** An answer with {@code ok:false}: the gateway's own words, passed through. @param frame the response frame */
    public static ClientException answered(Reason reason, JsonNode frame) {
        JsonNode error = frame.path("error");
        String message = error.path("message").asText("the gateway answered with an error and no message");
        String code = error.path("code").asText("UNAVAILABLE");
        return new ClientException(reason, code, message, error, frame.get("payload"), List.of());
    }

    public ClientException withHints(List<String> more) {
        return new ClientException(reason, code, getMessage(), error, payload, more);
    }

    public Reason reason() {
        return reason;
    }

    /** The wire's error code, or the name the operating system gives the failure, such as {@code ECONNREFUSED}. */
    public String code() {
        return code;
    }

    /** {@code error.details.code} of a refusal such as {@code AUTH_TOKEN_MISMATCH}; empty where there is none. */
    public String detailCode() {
        return error == null ? "" : error.path("details").path("code").asText("");
    }

    /** Whether the gateway would take this device's own token instead of the secret it refused. */
    boolean retryWithDeviceToken() {
        return error != null && error.path("details").path("canRetryWithDeviceToken").asBoolean();
    }

    /** The {@code error} object as answered, or null. */
    public JsonNode error() {
        return error;
    }

    /** What a failed final answer still carried, or null. */
    public JsonNode payload() {
        return payload;
    }

    /** Sentences on where the target came from and what to do next; may be empty. */
    public List<String> hints() {
        return hints;
    }

    /** True while the gateway is up but not ready yet. */
    public boolean stillStarting() {
        return reason == Reason.REFUSED && getMessage().startsWith("gateway starting");
    }
}
