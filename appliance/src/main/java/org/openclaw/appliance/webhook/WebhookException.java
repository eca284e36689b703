package org.openclaw.appliance.webhook;

/** A post that didn't succeed. The message is a sentence for the operator; it never contains the address's path or query. */
public final class WebhookException extends Exception {

    /** What to do about it. */
    public enum Kind {
        /** Nothing was sent and trying again is no use: the address is forbidden or makes no sense. */
        FORBIDDEN,
        /** The receiver said no; trying again is no use. */
        REFUSED,
        /** The receiver can't be reached, is busy or slow; it may work later. */
        TEMPORARY
    }

    private final Kind kind;
    private final long retryAfterMillis;

    WebhookException(Kind kind, String message, long retryAfterMillis) {
        super(message, null, false, false);
        this.kind = kind;
        this.retryAfterMillis = retryAfterMillis;
    }

    static WebhookException forbidden(String message) {
        return new WebhookException(Kind.FORBIDDEN, message, 0);
    }

    static WebhookException temporary(String message) {
        return new WebhookException(Kind.TEMPORARY, message, 0);
    }

    public Kind kind() {
        return kind;
    }

    /** When the receiver wants to be asked again, in milliseconds; 0 where it didn't say. */
    public long retryAfterMillis() {
        return retryAfterMillis;
    }
}
