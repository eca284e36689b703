package org.openclaw.appliance.platform;

/** The service manager refused, or something it needs is missing. The message is a sentence for the operator. */
public final class ServiceException extends Exception {

    private static final long serialVersionUID = 1L;

    public ServiceException(String message) {
        super(message);
    }
}
