package org.openclaw.appliance.server;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.openclaw.appliance.access.Peer;
import org.openclaw.appliance.websocket.UpgradeKey;

/** From an HTTP request to a WebSocket (RFC 6455 §4.2). On the I/O thread. */
final class Upgrade {

    private static final String VERSION = "13";

    /** Paths that speak protocols of their own in the product this one is compatible with; not served here. */
    private static final Set<String> RESERVED = Set.of(
            "/__openclaw__/worker", "/desktop/observe", "/node-desktop/attach", "/node-portal/attach");

    private final Connections connections;

    Upgrade(Connections connections) {
        this.connections = connections;
    }

    boolean isWanted(HttpServerExchange exchange) {
        return exchange.getRequestMethod().equals(Methods.GET)
                && lists(exchange.getRequestHeaders().getFirst(Headers.UPGRADE), "websocket")
                && lists(exchange.getRequestHeaders().getFirst(Headers.CONNECTION), "upgrade")
                && RESERVED.stream().noneMatch(Paths.raw(exchange)::endsWith);
    }

    void handle(HttpServerExchange exchange, Peer peer) {
        String key = exchange.getRequestHeaders().getFirst(Headers.SEC_WEB_SOCKET_KEY);
        if (!VERSION.equals(exchange.getRequestHeaders().getFirst(Headers.SEC_WEB_SOCKET_VERSION))) {
            exchange.getResponseHeaders().put(Headers.SEC_WEB_SOCKET_VERSION, VERSION);
            Refusal.text(exchange, StatusCodes.UPGRADE_REQUIRED, "WebSocket version 13 required");
        } else if (!UpgradeKey.isValid(key)) {
            Refusal.text(exchange, StatusCodes.BAD_REQUEST, "Sec-WebSocket-Key must be 16 bytes in base64");
        } else if (!connections.reserve(peer.address())) {
            exchange.getResponseHeaders().put(Headers.RETRY_AFTER, "1");
            Refusal.json(
                    exchange, StatusCodes.SERVICE_UNAVAILABLE, "unavailable",
                    "Too many connections of this address are waiting to be let in; retry shortly");
        } else {
            accept(exchange, peer, key);
        }
    }

    private void accept(HttpServerExchange exchange, Peer peer, String key) {
        AtomicReference<WebSocketChannel> upgraded = new AtomicReference<>();
        exchange.getResponseHeaders().put(Headers.SEC_WEB_SOCKET_ACCEPT, UpgradeKey.accept(key));
        exchange.upgradeChannel("websocket", (socket, done) -> connections.accept(socket, peer, upgraded::set));
        // Undertow's own close listener must stay in place: it is how Undertow forgets the connection.
        exchange.getConnection().addCloseListener(closed -> {
            WebSocketChannel channel = upgraded.get();
            if (channel == null) {
                // The client went away before it read the 101.
                connections.release(peer.address());
            } else {
                channel.onIoThread(channel::terminate);
            }
        });
        exchange.endExchange();
    }

    private static boolean lists(String header, String word) {
        return header != null && header.toLowerCase(Locale.ROOT).contains(word);
    }
}
