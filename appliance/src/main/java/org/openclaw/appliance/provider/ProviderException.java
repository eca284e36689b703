package org.openclaw.appliance.provider;

import java.time.Duration;

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
    private final transient Retry retry;

    /**
     * What the same request to the same model is worth.
     *
     * @param worthwhile whether it may succeed later
     * @param after how long the provider asked to wait; zero when it named no time
     */
    record Retry(boolean worthwhile, Duration after) {

        static final Retry NO = new Retry(false, Duration.ZERO);
        static final Retry SOON = new Retry(true, Duration.ZERO);
    }

    /**
     * @param model which model failed, or null when none was reached
     * @param httpStatus the provider's status, or 0
     */
    public ProviderException(Kind kind, ModelRef model, int httpStatus, String message) {
        this(kind, model, httpStatus, message, Retry.NO);
    }

    ProviderException(Kind kind, ModelRef model, int httpStatus, String message, Retry retry) {
        super(message, null, false, false);
        this.kind = kind;
        this.model = model;
        this.httpStatus = httpStatus;
        this.retry = retry;
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

    Retry retry() {
        return retry;
    }
}
