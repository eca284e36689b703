package org.openclaw.appliance.channel;

/** A message wasn't sent. The message of this exception is a sentence for the operator, without secrets. */
public final class SendException extends Exception {

    /** What to do about it. */
    public enum Kind {
        /** The channel's account isn't linked. */
        NOT_LINKED,
        /** The channel can't take any message as it is configured. */
        UNAVAILABLE,
        /** The other side doesn't want this message; trying again is no use. */
        REFUSED,
        /** It may work later; the message is tried again. */
        TEMPORARY
    }

    private final Kind kind;
    private final long retryAfterMillis;

    /** @param retryAfterMillis when the other side wants to be asked again, or 0 */
    public SendException(Kind kind, String message, long retryAfterMillis) {
        super(message, null, false, false);
        this.kind = kind;
        this.retryAfterMillis = retryAfterMillis;
    }

    public Kind kind() {
        return kind;
    }

    public long retryAfterMillis() {
        return retryAfterMillis;
    }
}
