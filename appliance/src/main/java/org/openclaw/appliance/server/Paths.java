package org.openclaw.appliance.server;

import io.undertow.server.HttpServerExchange;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** A request's path, which Undertow is told to leave as it came. */
final class Paths {

    private Paths() {}

    /** The path as sent, without scheme, host and query. */
    static String raw(HttpServerExchange exchange) {
        return exchange.isHostIncludedInRequestURI() ? exchange.getRequestPath() : exchange.getRequestURI();
    }

    static String decoded(String raw) {
        // A plus sign is itself in a path; URLDecoder is made for forms.
        return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Whether every percent sign begins an escape (RFC 3986 §2.1). */
    static boolean wellEscaped(String raw) {
        for (int at = raw.indexOf('%'); at >= 0; at = raw.indexOf('%', at + 1)) {
            if (at + 2 >= raw.length() || !hex(raw.charAt(at + 1)) || !hex(raw.charAt(at + 2))) {
                return false;
            }
        }
        return true;
    }

    private static boolean hex(char c) {
        return Character.digit(c, 16) >= 0 && c < 128;
    }
}
