package org.openclaw.appliance.secret;

/** A plan that can't be carried out. The message tells the operator why and contains no secret. */
public final class PlanException extends Exception {

    private static final long serialVersionUID = 1L;

    PlanException(String message) {
        super(message, null, false, false);
    }
}
