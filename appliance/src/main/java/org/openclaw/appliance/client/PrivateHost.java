package org.openclaw.appliance.client;

import java.net.InetAddress;
import java.util.Locale;

/** Which hosts may be talked to without TLS: those whose name or address says that the way there is private. */
public final class PrivateHost {

    private PrivateHost() {}

    /**
     * Whether a host may be talked to in plain text. Asks no name server: what a name resolves to isn't what decides.
     *
     * @param host without brackets
     * @param trustNames whether the operator vouches for every name; never for an address
     */
    public static boolean allows(String host, boolean trustNames) {
        String name = host.toLowerCase(Locale.ROOT).replaceFirst("\\.+$", "");
        if (name.matches("[0-9.]+") || name.indexOf(':') >= 0) {
            return isPrivate(name);
        }
        return name.equals("localhost") || name.endsWith(".local") || name.endsWith(".ts.net") || trustNames;
    }

    /** Whether the host is this machine, by its name or address alone. */
    static boolean isLoopback(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        if (name.equals("localhost")) {
            return true;
        }
        InetAddress address = literal(name);
        return address != null && address.isLoopbackAddress();
    }

    private static boolean isPrivate(String text) {
        InetAddress address = literal(text);
        if (address == null) {
            return false;
        }
        byte[] bytes = address.getAddress();
        boolean carrierGrade = bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xc0) == 64; // RFC 6598: 100.64/10
        boolean uniqueLocal = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc; // RFC 4193: fc00::/7
        return address.isLoopbackAddress()
                || address.isSiteLocalAddress()
                || address.isLinkLocalAddress()
                || carrierGrade
                || uniqueLocal;
    }

    private static InetAddress literal(String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
