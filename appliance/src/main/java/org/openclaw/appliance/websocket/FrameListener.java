package org.openclaw.appliance.websocket;

/** What a {@link FrameDecoder} found, in order. Called on the thread that feeds the decoder. */
public interface FrameListener {

    /** A complete text message. */
    void text(String message);

    /** A complete binary message; the array belongs to the callee. */
    void binary(byte[] message) throws FrameException;

    void ping(byte[] payload);

    void pong(byte[] payload);

    /** The peer's close frame. @param code {@link CloseCode#NO_CODE} when it gave none */
    void closed(int code, String reason);
}
