package org.openclaw.appliance.inbound;

/** A message could not be taken now; the channel keeps it and hands it over again later. */
public final class NotAcceptedException extends Exception {

    private static final long serialVersionUID = 1;

    private final long retryAfterMillis;

    public NotAcceptedException(String message, long retryAfterMillis) {
        super(message, null, false, false);
        this.retryAfterMillis = retryAfterMillis;
    }

    /** How long to wait before the next try. */
    public long retryAfterMillis() {
        return retryAfterMillis;
    }
}
