package org.openclaw.appliance.protocol;

/** A request that is answered with an {@link ErrorShape}. Carries no stack trace: it is an answer, not a fault. */
public final class ProtocolException extends Exception {

    private final transient ErrorShape error;

    public ProtocolException(ErrorShape error) {
        super(error.message(), null, false, false);
        this.error = error;
    }

    public static ProtocolException invalid(String message) {
        return new ProtocolException(ErrorShape.invalid(message));
    }

    public static ProtocolException unavailable(String message) {
        return new ProtocolException(ErrorShape.of(ErrorCode.UNAVAILABLE, message));
    }

    public ErrorShape error() {
        return error;
    }
}
