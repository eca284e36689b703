package org.openclaw.appliance.server;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.openclaw.appliance.protocol.Json;

/** Answers of the server itself, when no route answers. On the I/O thread. */
final class Refusal {

    private Refusal() {}

    static void text(HttpServerExchange exchange, int status, String sentence) {
        send(exchange, status, "text/plain; charset=utf-8", sentence.getBytes(StandardCharsets.UTF_8));
    }

    static void json(HttpServerExchange exchange, int status, String type, String message) {
        var body = Json.object();
        body.putObject("error").put("message", message).put("type", type);
        send(exchange, status, "application/json; charset=utf-8", Json.bytes(body));
    }

    private static void send(HttpServerExchange exchange, int status, String contentType, byte[] body) {
        exchange.setStatusCode(status);
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, contentType);
        exchange.setResponseContentLength(body.length);
        if (!exchange.isRequestComplete()) {
            // A body nobody asked for isn't worth reading.
            exchange.setPersistent(false);
        }
        if (exchange.getRequestMethod().equals(Methods.HEAD)) {
            exchange.endExchange();
        } else {
            exchange.getResponseSender().send(ByteBuffer.wrap(body));
        }
    }
}
