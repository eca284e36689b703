package org.openclaw.appliance.access;

import java.net.InetAddress;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Works out where a request comes from: the TCP peer, or whom a believed proxy names. Forwarding headers from anybody else are
 * a refusal rather than ignored, because limits and locality would then be applied to the proxy. Thread-safe; never blocks but
 * in {@link #verified}.
 */
public final class Attribution {

    /** A request's headers, by name in any case. */
    public interface RequestHeaders {
        Collection<String> names();

        /** Every value of a header, in order; empty for none. */
        List<String> all(String name);

        /** A header's first value, or null. */
        default String first(String name) {
            List<String> values = all(name);
            return values.isEmpty() ? null : values.getFirst();
        }
    }

    /** By which door a request came. */
    public enum Door {
        /** The gateway's own port. */
        ORDINARY,
        /** The loopback listener that only the local tailscaled is told of, serving the tailnet. */
        TAILSCALE_SERVE,
        /** The same, serving the whole internet. */
        TAILSCALE_FUNNEL
    }

    /** Names whom Tailscale knows at an address. May block for a second or two. */
    @FunctionalInterface
    public interface Whois {
        /** @return the login name; empty when nobody is known there or there was no answer */
        Optional<String> login(String address);

        /** Knows nobody. */
        Whois NOBODY = address -> Optional.empty();
    }

    private static final int MOST_HOPS = 32;
    private static final String FORWARDED_FOR = "X-Forwarded-For";
    private static final String FUNNEL_MARK = "Tailscale-Funnel-Request";
    private static final String LOGIN = "Tailscale-User-Login";
    private static final int LONGEST_LOGIN = 256;

    private final Supplier<EdgePolicy> policy;
    private final Whois whois;

    /** @param policy the one in force now; asked on every request */
    public Attribution(Supplier<EdgePolicy> policy, Whois whois) {
        this.policy = policy;
        this.whois = whois;
    }

    /** Believes no proxy. */
    public static Attribution direct() {
        return new Attribution(() -> EdgePolicy.NOBODY, Whois.NOBODY);
    }

    /** Where the request comes from; empty when a proxy nobody believes stands between. @param remote the TCP peer */
    public Optional<Peer> peer(Door door, InetAddress remote, RequestHeaders headers) {
        EdgePolicy now = policy.get();
        if (door != Door.ORDINARY) {
            return tailscale(now, door, remote, headers);
        }
        boolean proxied = proxyHeaders(headers);
        if (!proxied && remote.isLoopbackAddress()) {
            return Optional.of(of(now, remote, remote, headers, false));
        }
        if (now.trusts(remote)) {
            return client(now::trusts, now.realIpFallback(), headers)
                    .filter(client -> !client.isLoopbackAddress())
                    .map(client -> of(now, remote, client, headers, true));
        }
        return proxied ? Optional.empty() : Optional.of(of(now, remote, remote, headers, false));
    }

    /** Settles a claimed identity by asking Tailscale who is at the address. May block; call it on a virtual thread. */
    public Peer verified(Peer peer) {
        if (!(peer.identity() instanceof ProxyIdentity.Claimed claimed)) {
            return peer;
        }
        boolean confirmed = whois.login(peer.address()).filter(claimed.login()::equalsIgnoreCase).isPresent();
        return peer.identifiedAs(
                confirmed ? new ProxyIdentity.User("tailscale", claimed.login()) : ProxyIdentity.NONE);
    }

    private static Peer of(EdgePolicy now, InetAddress remote, InetAddress client, RequestHeaders headers, boolean forwarded) {
        String host = forwarded && headers.first("X-Forwarded-Host") != null ? "X-Forwarded-Host" : "Host";
        ProxyIdentity identity = now.proxyAuth()
                .map(auth -> now.trusts(remote)
                        ? auth.judge(remote, headers)
                        : new ProxyIdentity.Unproven("trusted_proxy_untrusted_source"))
                .orElse(ProxyIdentity.NONE);
        return new Peer(
                client.getHostAddress(), client.isLoopbackAddress(), headers.first(host), headers.first("Origin"),
                forwarded, headers.first("x-openclaw-scopes"), identity);
    }

    // tailscaled always sets these three, and removes what clients send of the identity headers.
    private static Optional<Peer> tailscale(EdgePolicy now, Door door, InetAddress remote, RequestHeaders headers) {
        boolean complete = headers.first(FORWARDED_FOR) != null
                && headers.first("X-Forwarded-Proto") != null
                && headers.first("X-Forwarded-Host") != null;
        boolean funnel = headers.first(FUNNEL_MARK) != null;
        if (!remote.isLoopbackAddress() || !complete || (funnel && door == Door.TAILSCALE_SERVE)) {
            return Optional.empty();
        }
        return client(InetAddress::isLoopbackAddress, false, headers)
                .filter(client -> !client.isLoopbackAddress())
                .map(client -> new Peer(
                        client.getHostAddress(), false, headers.first("X-Forwarded-Host"), headers.first("Origin"),
                        true, headers.first("x-openclaw-scopes"), claim(now, door, headers)));
    }

    private static ProxyIdentity claim(EdgePolicy now, Door door, RequestHeaders headers) {
        String login = headers.first(LOGIN);
        boolean asked = now.tailscaleIdentity() && door == Door.TAILSCALE_SERVE;
        return asked && login != null && !login.isBlank() && login.length() <= LONGEST_LOGIN
                ? new ProxyIdentity.Claimed(login.strip(), headers.first("Tailscale-User-Name"))
                : ProxyIdentity.NONE;
    }

    /** The first address from the right that no believed proxy has: everything left of it may be made up. */
    private static Optional<InetAddress> client(
            Predicate<InetAddress> trusted, boolean realIpFallback, RequestHeaders headers) {
        String[] hops = String.join(",", headers.all(FORWARDED_FOR)).split(",");
        for (int i = hops.length - 1; i >= Math.max(0, hops.length - MOST_HOPS); i--) {
            Optional<InetAddress> hop = IpRange.address(withoutPort(hops[i].strip()));
            if (hop.isEmpty()) {
                break;
            }
            if (!trusted.test(hop.get())) {
                return hop;
            }
        }
        List<String> realIp = realIpFallback ? headers.all("X-Real-IP") : List.of();
        return realIp.size() == 1 ? IpRange.address(withoutPort(realIp.getFirst().strip())) : Optional.empty();
    }

    private static String withoutPort(String hop) {
        if (hop.startsWith("[")) {
            int end = hop.indexOf(']');
            return end < 0 ? "" : hop.substring(1, end);
        }
        int colon = hop.indexOf(':');
        return colon > 0 && colon == hop.lastIndexOf(':') ? hop.substring(0, colon) : hop;
    }

    private static boolean proxyHeaders(RequestHeaders headers) {
        return headers.names().stream().map(name -> name.toLowerCase(Locale.ROOT)).anyMatch(name ->
                name.equals("forwarded") || name.equals("x-real-ip") || name.startsWith("x-forwarded-")
                        || name.startsWith("tailscale-user-") || name.equals("tailscale-headers-info")
                        || name.equals("tailscale-funnel-request"));
    }
}
