package org.openclaw.appliance.server;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.access.Attribution;
import org.openclaw.appliance.access.Peer;

/** Where requests come from: the door they came by and their headers, put to {@link Attribution}. Thread-safe. */
final class Peers {

    private final Attribution attribution;
    private volatile int doorPort = -1;
    private volatile Attribution.Door door = Attribution.Door.ORDINARY;

    Peers(Attribution attribution) {
        this.attribution = attribution;
    }

    /** Requests to this local port come by the door; there is one such port at a time. */
    void assign(int port, Attribution.Door newDoor) {
        doorPort = port;
        door = newDoor;
    }

    /** Empty when a proxy that nobody believes stands between. */
    Optional<Peer> of(HttpServerExchange exchange) {
        boolean special = exchange.getDestinationAddress().getPort() == doorPort;
        return attribution.peer(
                special ? door : Attribution.Door.ORDINARY,
                exchange.getSourceAddress().getAddress(),
                new View(exchange.getRequestHeaders()));
    }

    /** May block. */
    Peer verified(Peer peer) {
        return attribution.verified(peer);
    }

    private record View(HeaderMap headers) implements Attribution.RequestHeaders {

        @Override
        public Collection<String> names() {
            return headers.getHeaderNames().stream().map(HttpString::toString).toList();
        }

        @Override
        public List<String> all(String name) {
            HeaderValues values = headers.get(name);
            return values == null ? List.of() : values;
        }
    }
}
