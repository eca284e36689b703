package org.openclaw.appliance.openai;

import java.io.IOException;
import org.openclaw.appliance.protocol.ErrorShape;
import org.openclaw.appliance.server.HttpCall;

/** A request that is answered with an error. */
final class Refusal extends Exception {

    private final int status;
    private final String type;
    private final long retryAfterMillis;

    Refusal(int status, String type, String message) {
        this(status, type, message, 0);
    }

    private Refusal(int status, String type, String message, long retryAfterMillis) {
        super(message, null, false, false);
        this.status = status;
        this.type = type;
        this.retryAfterMillis = retryAfterMillis;
    }

    static Refusal invalid(String message) {
        return new Refusal(400, "invalid_request_error", message);
    }

    /** The gateway takes no turns now. */
    static Refusal unavailable(ErrorShape error) {
        return new Refusal(
                503, "gateway_unavailable", error.message(), error.retryAfterMs() == null ? 0 : error.retryAfterMs());
    }

    void answer(HttpCall call) throws IOException {
        HttpCall answered =
                retryAfterMillis > 0 ? call.with("Retry-After", String.valueOf((retryAfterMillis + 999) / 1000)) : call;
        answered.error(status, type, getMessage());
    }
}
