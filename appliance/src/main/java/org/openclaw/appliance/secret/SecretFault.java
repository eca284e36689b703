package org.openclaw.appliance.secret;

/** A provider can't be used. The message tells the operator why and contains no secret. */
final class SecretFault extends Exception {

    private static final long serialVersionUID = 1L;

    SecretFault(String message) {
        super(message, null, false, false);
    }
}
