package org.openclaw.appliance.websocket;

/** The peer broke RFC 6455 or a limit: the connection ends with this close code. Carries no stack trace. */
public final class FrameException extends Exception {

    private final int closeCode;

    FrameException(int closeCode, String message) {
        super(message, null, false, false);
        this.closeCode = closeCode;
    }

    public int closeCode() {
        return closeCode;
    }
}
