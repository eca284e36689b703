package org.openclaw.appliance.outbound;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Tells addresses of the public Internet from all others, by the IANA special-purpose registries (RFC 6890 and its updates).
 * Decides on the address itself, never on how it was written.
 */
public final class PublicAddress {

    private PublicAddress() {}

    /** Whether it can only lead to the public Internet. */
    public static boolean is(InetAddress address) {
        return switch (address) {
            case Inet4Address four -> isPublic4(four.getAddress());
            case Inet6Address six -> isPublic6(six.getAddress());
            default -> false;
        };
    }

    private static boolean isPublic4(byte[] address) {
        int a = address[0] & 0xff;
        int b = address[1] & 0xff;
        int c = address[2] & 0xff;
        return switch (a) {
            case 0, 10, 127 -> false;
            case 100 -> b < 64 || b > 127;
            case 169 -> b != 254;
            case 172 -> b < 16 || b > 31;
            case 192 -> !(b == 168 || (b == 0 && (c == 0 || c == 2)) || (b == 88 && c == 99));
            case 198 -> !(b == 18 || b == 19 || (b == 51 && c == 100));
            case 203 -> !(b == 0 && c == 113);
            // Multicast, reserved, broadcast.
            default -> a < 224;
        };
    }

    private static boolean isPublic6(byte[] address) {
        int first = (address[0] & 0xff) << 8 | (address[1] & 0xff);
        int second = (address[2] & 0xff) << 8 | (address[3] & 0xff);
        if (isZero(address, 0, 10) && (address[10] & 0xff) == 0xff && (address[11] & 0xff) == 0xff) {
            // IPv4-mapped.
            return isPublic4(Arrays.copyOfRange(address, 12, 16));
        }
        if (first == 0x64 && second == 0xff9b) {
            // NAT64 well-known prefix: what matters is the address behind it.
            return isZero(address, 4, 12) && isPublic4(Arrays.copyOfRange(address, 12, 16));
        }
        if (first == 0x2002) {
            // 6to4.
            return isPublic4(Arrays.copyOfRange(address, 2, 6));
        }
        // Only global unicast is public, and not all of that: Teredo, ORCHID, benchmarking, documentation.
        boolean special = (first == 0x2001 && (second < 0x200 || second == 0xdb8)) || (first == 0x3fff && second < 0x1000);
        return (first & 0xe000) == 0x2000 && !special;
    }

    private static boolean isZero(byte[] address, int from, int to) {
        for (int i = from; i < to; i++) {
            if (address[i] != 0) {
                return false;
            }
        }
        return true;
    }

    /** A host of an address bar, without the brackets of an IPv6 address. */
    public static String bare(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    /** All addresses of a host, looked up once. @throws UnknownHostException when it has none */
    public static InetAddress[] lookUp(String host) throws UnknownHostException {
        return InetAddress.getAllByName(bare(host));
    }
}
