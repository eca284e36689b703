package org.openclaw.appliance.doctor;

/** A repair that could not be done. The message is a sentence for the operator, without secrets. */
public final class FixException extends Exception {

    private static final long serialVersionUID = 1L;

    public FixException(String message) {
        super(message, null, false, false);
    }
}
