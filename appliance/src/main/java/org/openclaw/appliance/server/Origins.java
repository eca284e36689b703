package org.openclaw.appliance.server;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.openclaw.appliance.access.Peer;

/** Which web pages may connect. A browser names the page's origin; other programs needn't. Thread-safe. */
final class Origins {

    private static final Set<String> BROWSERS = Set.of("openclaw-control-ui", "webchat-ui", "webchat");

    private final Supplier<List<String>> allowed;

    Origins(Supplier<List<String>> allowed) {
        this.allowed = allowed;
    }

    /** Why the client may not connect; empty when it may. */
    Optional<String> objection(Peer peer, String clientId) {
        if (peer.origin() == null) {
            return BROWSERS.contains(clientId) ? Optional.of("origin missing or invalid") : Optional.empty();
        }
        String origin = normal(peer.origin());
        if (allowed.get().stream().anyMatch(entry -> entry.equals("*") || normal(entry).equals(origin))) {
            return Optional.empty();
        }
        boolean own = peer.loopback() && !peer.forwarded() && peer.host() != null && sameHost(origin, peer.host());
        return own ? Optional.empty() : Optional.of("origin not allowed");
    }

    private static boolean sameHost(String origin, String host) {
        String wanted = host.toLowerCase(Locale.ROOT);
        // A name that someone else's DNS points here would be "the same host" too.
        return Peer.isLoopbackName(wanted) && (origin.equals("http://" + wanted) || origin.equals("https://" + wanted));
    }

    private static String normal(String origin) {
        String lower = origin.strip().toLowerCase(Locale.ROOT);
        return lower.endsWith("/") ? lower.substring(0, lower.length() - 1) : lower;
    }
}
