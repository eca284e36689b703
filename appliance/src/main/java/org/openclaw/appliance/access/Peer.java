package org.openclaw.appliance.access;

import java.util.Locale;

/**
 * Where a connection comes from.
 *
 * @param address the peer's IP address in text form
 * @param loopback true when the peer is this machine's loopback interface
 * @param host the {@code Host} header, or null
 * @param origin the {@code Origin} header, or null
 * @param forwarded true when any forwarding header was present
 * @param scopesHeader the {@code x-openclaw-scopes} header, or null
 */
public record Peer(
        String address, boolean loopback, String host, String origin, boolean forwarded, String scopesHeader) {

    /** From this machine, and not on behalf of another. */
    public boolean ownHost() {
        return loopback && !forwarded;
    }

    /** From this machine, which it also calls by a loopback name: no proxy, and no name that someone else's DNS points here. */
    public boolean directLocal() {
        return ownHost() && host != null && isLoopbackName(host);
    }

    /** Whether a {@code Host} header's value names this machine's loopback interface. */
    public static boolean isLoopbackName(String host) {
        String wanted = host.toLowerCase(Locale.ROOT);
        int end = wanted.startsWith("[") ? wanted.indexOf(']') + 1 : wanted.indexOf(':');
        String name = end > 0 ? wanted.substring(0, end) : wanted;
        return name.equals("localhost") || name.equals("[::1]") || name.matches("127(\\.\\d{1,3}){3}");
    }
}
