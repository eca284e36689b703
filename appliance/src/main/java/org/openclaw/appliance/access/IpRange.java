package org.openclaw.appliance.access;

import java.net.InetAddress;
import java.util.Optional;

/** A block of IP addresses, IPv4 or IPv6, such as {@code 10.0.0.0/8}; a single address is a block of one. Immutable. */
public final class IpRange {

    private final byte[] base;
    private final int prefixBits;

    private IpRange(byte[] base, int prefixBits) {
        this.base = base;
        this.prefixBits = prefixBits;
    }

    /** @param text an address literal, or one with a prefix length (RFC 4632 §3.1) */
    public static Optional<IpRange> parse(String text) {
        String[] parts = text.strip().split("/", 2);
        Optional<InetAddress> address = address(parts[0]);
        if (address.isEmpty()) {
            return Optional.empty();
        }
        byte[] base = address.get().getAddress();
        int most = base.length * 8;
        if (parts.length == 1) {
            return Optional.of(new IpRange(base, most));
        }
        boolean number = parts[1].matches("\\d{1,3}");
        int bits = number ? Integer.parseInt(parts[1]) : -1;
        return bits < 0 || bits > most ? Optional.empty() : Optional.of(new IpRange(base, bits));
    }

    /** The address a literal stands for; names are never looked up. IPv4 addresses mapped into IPv6 come out as IPv4. */
    public static Optional<InetAddress> address(String literal) {
        try {
            int zone = literal.indexOf('%');
            return Optional.of(InetAddress.ofLiteral(zone < 0 ? literal : literal.substring(0, zone)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    public boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length != base.length) {
            return false;
        }
        int whole = prefixBits / 8;
        for (int i = 0; i < whole; i++) {
            if (bytes[i] != base[i]) {
                return false;
            }
        }
        int rest = prefixBits % 8;
        int mask = 0xFF << 8 - rest & 0xFF;
        return rest == 0 || (bytes[whole] & mask) == (base[whole] & mask);
    }
}
