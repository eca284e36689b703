package org.openclaw.appliance.server;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.openclaw.appliance.access.Grant;
import org.openclaw.appliance.access.Peer;
import org.openclaw.appliance.protocol.Json;

/**
 * One HTTP request and its answer, as a feature sees it. Used by one virtual thread at a time; blocking is fine.
 *
 * <p>Exactly one of {@link #send} and {@link #stream} answers; a handler that returns without answering gets a 500.
 */
public interface HttpCall {

    /** Upper case. */
    String method();

    /** The path as sent, without query, still percent-encoded. */
    String rawPath();

    /** What follows the route's prefix in the raw path, percent-decoded once; empty for an exact route. */
    String rest();

    Optional<String> header(String name);

    Optional<String> query(String name);

    Peer peer();

    /** Who calls. On an open route without valid credentials: empty. */
    Optional<Grant> grant();

    /**
     * The whole request body.
     *
     * @param maxBytes how much to accept
     * @throws TooLarge when there is more; nothing beyond the bound was kept
     * @throws IOException when the client went away or was slower than the server's patience ({@link TooSlow})
     */
    byte[] body(int maxBytes) throws IOException, TooLarge;

    /** Runs once when the client goes away before the answer is complete. Must not block. */
    void onDisconnect(Runnable action);

    /** Sets a header of the answer; before {@link #send} or {@link #stream} only. */
    HttpCall with(String header, String value);

    /** Answers with a complete body. {@code HEAD} requests get the headers only. */
    void send(int status, String contentType, byte[] body) throws IOException;

    /** Answers with a stream; every flush reaches the client. Writes throw once the client is gone. */
    OutputStream stream(int status, String contentType) throws IOException;

    default void json(int status, Object value) throws IOException {
        send(status, "application/json; charset=utf-8", Json.bytes(value));
    }

    /** {@code {"error":{"message","type"}}}, the shape the OpenAI-compatible and most other routes use. */
    default void error(int status, String type, String message) throws IOException {
        var error = Json.object();
        error.putObject("error").put("message", message).put("type", type);
        json(status, error);
    }

    /** The request body is larger than the route takes. */
    final class TooLarge extends Exception {
        public TooLarge(long maxBytes) {
            super("request body exceeds " + maxBytes + " bytes", null, false, false);
        }
    }

    /** The request body came more slowly than the server waits for. */
    final class TooSlow extends IOException {
        public TooSlow() {
            super("request body came too slowly");
        }
    }
}
