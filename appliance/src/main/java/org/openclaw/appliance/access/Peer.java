package org.openclaw.appliance.access;

import java.util.Locale;

/**
 * Where a connection comes from.
 *
 * @param address the client's IP address in text form: the TCP peer's, or the one a believed proxy names
 * @param loopback true when the client is on this machine's loopback interface
 * @param host the {@code Host} header, or what a believed proxy says it was; or null
 * @param origin the {@code Origin} header, or null
 * @param forwarded true when a proxy stands between
 * @param scopesHeader the {@code x-openclaw-scopes} header, or null
 * @param identity what the proxy says of who is calling
 */
public record Peer(
        String address,
        boolean loopback,
        String host,
        String origin,
        boolean forwarded,
        String scopesHeader,
        ProxyIdentity identity) {

    /** A peer that no proxy speaks for. */
    public Peer(String address, boolean loopback, String host, String origin, boolean forwarded, String scopesHeader) {
        this(address, loopback, host, origin, forwarded, scopesHeader, ProxyIdentity.NONE);
    }

    Peer identifiedAs(ProxyIdentity known) {
        return new Peer(address, loopback, host, origin, forwarded, scopesHeader, known);
    }

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
