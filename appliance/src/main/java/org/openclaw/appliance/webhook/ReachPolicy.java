package org.openclaw.appliance.webhook;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import org.openclaw.appliance.config.Config;

/**
 * Which hosts a post may reach. Strict by default: public addresses only, so that whoever may name an address can't use the
 * gateway to reach what only this machine or its network can.
 *
 * @param privateNetwork whether every address may be reached
 * @param uniqueLocal whether IPv6 unique local addresses (RFC 4193) may be
 * @param benchmarkRange whether 198.18.0.0/15 (RFC 2544) may be
 * @param allowed hosts that may be reached whatever their address, lower case
 * @param blocked hosts that may not, lower case
 */
public record ReachPolicy(
        boolean privateNetwork, boolean uniqueLocal, boolean benchmarkRange, List<String> allowed, List<String> blocked) {

    /** Public addresses only. */
    public static final ReachPolicy STRICT = new ReachPolicy(false, false, false, List.of(), List.of());

    /** Any address: for those the operator has written into the configuration himself. */
    public static final ReachPolicy ANY = new ReachPolicy(true, true, true, List.of(), List.of());

    /** What a policy section such as {@code cron.webhookSsrfPolicy} says. */
    public static ReachPolicy of(Config config, String section) {
        return new ReachPolicy(
                config.flag(section + ".dangerouslyAllowPrivateNetwork", false),
                config.flag(section + ".allowIpv6UniqueLocalRange", false),
                config.flag(section + ".allowRfc2544BenchmarkRange", false),
                lower(config.texts(section + ".allowedHostnames")),
                lower(config.texts(section + ".blockedHostnames")));
    }

    private static List<String> lower(List<String> names) {
        return names.stream().map(name -> name.strip().toLowerCase(Locale.ROOT)).toList();
    }

    boolean blocks(String host) {
        return blocked.contains(host.toLowerCase(Locale.ROOT));
    }

    /** @param host as the address has it @param address what it resolved to */
    boolean admits(String host, InetAddress address) {
        if (privateNetwork || allowed.contains(host.toLowerCase(Locale.ROOT))) {
            return true;
        }
        byte[] bytes = address.getAddress();
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        if (address instanceof Inet4Address) {
            return (first == 198 && (second & 0xfe) == 18) ? benchmarkRange : publicV4(address, first, second, bytes[2] & 0xff);
        }
        return (first & 0xfe) == 0xfc ? uniqueLocal : publicV6(address, bytes);
    }

    // RFC 6890: what isn't meant to be reached across the Internet.
    private static boolean publicV4(InetAddress address, int first, int second, int third) {
        boolean shared = first == 100 && (second & 0xc0) == 64;
        boolean documentation = (first == 192 && second == 0 && (third == 0 || third == 2))
                || (first == 198 && second == 51 && third == 100)
                || (first == 203 && second == 0 && third == 113);
        return !special(address) && first != 0 && first < 240 && !shared && !documentation;
    }

    // Addresses that carry an IPv4 one (6to4, NAT64, Teredo, IPv4-compatible) could lead to any of those above.
    private static boolean publicV6(InetAddress address, byte[] bytes) {
        int head = (bytes[0] & 0xff) << 8 | bytes[1] & 0xff;
        int next = (bytes[2] & 0xff) << 8 | bytes[3] & 0xff;
        boolean globalUnicast = (head & 0xe000) == 0x2000;
        boolean carriesV4 = head == 0x2002 || (head == 0x2001 && (next == 0 || next == 0xdb8));
        return globalUnicast && !carriesV4 && !special(address);
    }

    private static boolean special(InetAddress address) {
        return address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress();
    }
}
