package org.openclaw.appliance.access;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

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

    /** RFC 1918 and RFC 4193. */
    private static final List<IpRange> PRIVATE = Stream.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
            .map(range -> IpRange.parse(range).orElseThrow())
            .toList();

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

    /**
     * From this machine, by one of its addresses in a private network, with the shared secret and not from a web page: what a
     * published port of a container looks like. An address, not a name: no name of someone else's points here then.
     *
     * @param method how the caller has proven itself
     */
    boolean secretLocal(String method) {
        boolean secret = method.equals("token") || method.equals("password");
        return secret && ownHost() && origin == null && host != null && (isLoopbackName(host) || isPrivateAddress(host));
    }

    private static boolean isPrivateAddress(String host) {
        int colon = host.startsWith("[") ? host.indexOf(']') : host.indexOf(':');
        String name = colon < 0 ? host : host.substring(host.startsWith("[") ? 1 : 0, colon);
        return IpRange.address(name)
                .filter(address -> PRIVATE.stream().anyMatch(range -> range.contains(address)))
                .isPresent();
    }

    /** Whether a {@code Host} header's value names this machine's loopback interface. */
    public static boolean isLoopbackName(String host) {
        String wanted = host.toLowerCase(Locale.ROOT);
        int end = wanted.startsWith("[") ? wanted.indexOf(']') + 1 : wanted.indexOf(':');
        String name = end > 0 ? wanted.substring(0, end) : wanted;
        return name.equals("localhost") || name.equals("[::1]") || name.matches("127(\\.\\d{1,3}){3}");
    }
}
