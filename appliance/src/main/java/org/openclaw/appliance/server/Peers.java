package org.openclaw.appliance.server;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.net.InetAddress;
import java.util.Locale;
import org.openclaw.appliance.access.Peer;

/** Where a request comes from. */
final class Peers {

    private static final HttpString FORWARDED = new HttpString("Forwarded");
    private static final HttpString REAL_IP = new HttpString("X-Real-IP");
    private static final String X_FORWARDED = "x-forwarded-";
    private static final HttpString SCOPES = new HttpString("x-openclaw-scopes");

    private Peers() {}

    static Peer of(HttpServerExchange exchange) {
        HeaderMap headers = exchange.getRequestHeaders();
        InetAddress address = exchange.getSourceAddress().getAddress();
        return new Peer(
                address.getHostAddress(),
                address.isLoopbackAddress(),
                headers.getFirst(Headers.HOST),
                headers.getFirst(Headers.ORIGIN),
                forwarded(headers),
                headers.getFirst(SCOPES));
    }

    private static boolean forwarded(HeaderMap headers) {
        if (headers.contains(FORWARDED) || headers.contains(REAL_IP)) {
            return true;
        }
        for (HttpString name : headers.getHeaderNames()) {
            if (name.toString().toLowerCase(Locale.ROOT).startsWith(X_FORWARDED)) {
                return true;
            }
        }
        return false;
    }
}
