package org.openclaw.appliance.server;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.openclaw.appliance.access.Attribution;
import org.openclaw.appliance.access.Peer;

/** Where requests come from: the door they came by and their headers, put to {@link Attribution}. Thread-safe. */
final class Peers {

    private final Attribution attribution;
    private final Map<Integer, Attribution.Door> doors = new ConcurrentHashMap<>();

    Peers(Attribution attribution) {
        this.attribution = attribution;
    }

    /** Requests to this local port come by the door. */
    void assign(int port, Attribution.Door door) {
        doors.put(port, door);
    }

    /** Empty when a proxy that nobody believes stands between. */
    Optional<Peer> of(HttpServerExchange exchange) {
        return attribution.peer(
                doors.getOrDefault(exchange.getDestinationAddress().getPort(), Attribution.Door.ORDINARY),
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
