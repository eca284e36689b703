package org.openclaw.appliance.store;

/** The database refused. The message tells the operator what to do; the cause has the driver's own words. */
public final class StoreException extends RuntimeException {

    /** What kind of refusal. */
    public enum Reason {
        FULL,
        READ_ONLY,
        /** The system couldn't read or write. */
        INPUT_OUTPUT,
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

    /** Whether the disk is the cause and the operator can mend it: the message says how. */
    public boolean isOfDisk() {
        return reason == Reason.FULL || reason == Reason.READ_ONLY || reason == Reason.INPUT_OUTPUT;
    }
}
