package org.openclaw.appliance.webhook;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.outbound.PublicAddress;

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
            boolean benchmark = first == 198 && (second & 0xfe) == 18;
            return benchmark ? benchmarkRange : PublicAddress.is(address);
        }
        return (first & 0xfe) == 0xfc ? uniqueLocal : PublicAddress.is(address);
    }
}
