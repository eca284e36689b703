package org.openclaw.appliance.access;

import java.util.Locale;

/** How near a client is, which decides what is approved without asking. */
public enum Locality {
    /** On this machine, asking for it by a loopback name, with nothing between. */
    DIRECT_LOCAL,
    /** On this machine, but asking for it by another name, as through a tunnel's far end. */
    SHARED_SECRET_LOOPBACK_LOCAL,
    /** Everything else; this machine's outer addresses, too. */
    REMOTE;

    public static Locality of(Peer peer) {
        if (!peer.loopback() || peer.forwarded()) {
            return REMOTE;
        }
        return peer.host() != null && loopbackName(peer.host()) ? DIRECT_LOCAL : SHARED_SECRET_LOOPBACK_LOCAL;
    }

    private static boolean loopbackName(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        String name = lower.startsWith("[") ? lower.substring(0, lower.indexOf(']') + 1) : lower.split(":", 2)[0];
        return name.equals("localhost") || name.equals("[::1]")
                || IpRange.address(name).filter(java.net.InetAddress::isLoopbackAddress).isPresent();
    }
}
