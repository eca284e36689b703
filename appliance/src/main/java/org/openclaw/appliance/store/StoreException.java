package org.openclaw.appliance.store;

/** The database refused. The message tells the operator what to do; the cause has the driver's own words. */
public final class StoreException extends RuntimeException {

    /** What kind of refusal. */
    public enum Reason {
        FULL,
        READ_ONLY,
        DAMAGED,
        NEWER_SCHEMA,
        BUSY,
        OTHER
    }

    private final Reason reason;

    public StoreException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
