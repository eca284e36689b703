package org.openclaw.appliance.provider;

/** A model could not answer. The message is a sentence for the user; it holds no secret and no raw payload. */
public final class ProviderException extends Exception {

    /** What kind of failure, as {@code chat} events name it. */
    public enum Kind {
        REFUSAL,
        TIMEOUT,
        RATE_LIMIT,
        CONTEXT_LENGTH,
        AUTH,
        NOT_FOUND,
        UNAVAILABLE,
        BROKEN_ANSWER,
        UNKNOWN
    }

    private final Kind kind;
    private final ModelRef model;
    private final int httpStatus;

    /**
     * @param model which model failed, or null when none was reached
     * @param httpStatus the provider's status, or 0
     */
    public ProviderException(Kind kind, ModelRef model, int httpStatus, String message) {
        super(message, null, false, false);
        this.kind = kind;
        this.model = model;
        this.httpStatus = httpStatus;
    }

    public Kind kind() {
        return kind;
    }

    public ModelRef model() {
        return model;
    }

    public int httpStatus() {
        return httpStatus;
    }
}
