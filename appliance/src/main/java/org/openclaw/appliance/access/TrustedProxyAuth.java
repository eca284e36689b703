package org.openclaw.appliance.access;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Believing a proxy that has authenticated its users ({@code gateway.auth.trustedProxy}).
 *
 * @param userHeader the header that names the user
 * @param requiredHeaders headers that must be there and not be blank
 * @param allowUsers the only users let in; empty for all
 * @param allowLoopback whether a proxy on this machine is believed: any local program could pose as it
 */
public record TrustedProxyAuth(
        String userHeader, List<String> requiredHeaders, Set<String> allowUsers, boolean allowLoopback) {

    private static final int LONGEST_USER = 256;

    public TrustedProxyAuth {
        requiredHeaders = List.copyOf(requiredHeaders);
        allowUsers = Set.copyOf(allowUsers);
    }

    /** Judges a request that a trusted proxy has passed on. @param proxy the TCP peer */
    ProxyIdentity judge(InetAddress proxy, Attribution.RequestHeaders headers) {
        if (proxy.isLoopbackAddress() && !allowLoopback) {
            return new ProxyIdentity.Unproven("trusted_proxy_loopback_source");
        }
        if (!proxy.isLoopbackAddress() && ownAddress(proxy)) {
            return new ProxyIdentity.Unproven("trusted_proxy_local_interface_source");
        }
        for (String required : requiredHeaders) {
            if (text(headers, required).isEmpty()) {
                return new ProxyIdentity.Unproven("trusted_proxy_missing_header_" + required);
            }
        }
        Optional<String> user = text(headers, userHeader);
        if (user.isEmpty()) {
            return new ProxyIdentity.Unproven("trusted_proxy_user_missing");
        }
        return allowUsers.isEmpty() || allowUsers.contains(user.get())
                ? new ProxyIdentity.User("trusted-proxy", user.get())
                : new ProxyIdentity.Unproven("trusted_proxy_user_not_allowed");
    }

    // A header that comes twice may come from two hands: the proxy's and the client's.
    private static Optional<String> text(Attribution.RequestHeaders headers, String name) {
        List<String> values = headers.all(name);
        return values.size() == 1
                ? Optional.of(values.getFirst().strip()).filter(text -> !text.isEmpty() && text.length() <= LONGEST_USER)
                : Optional.empty();
    }

    /** A program on this machine reaches it by its outer addresses, too. */
    private static boolean ownAddress(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return true;
        }
    }
}
