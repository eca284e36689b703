package org.openclaw.appliance.config;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Which addresses the gateway listens on.
 *
 * @param mode loopback, lan, tailnet, auto or custom
 * @param hosts the addresses, all on the same port; each must be bound
 * @param source where the mode comes from: {@code --bind}, {@code gateway.bind}, a variable's name, or {@code default}
 */
public record GatewayBind(String mode, List<String> hosts, String source) {

    static final String LOOPBACK = "127.0.0.1";
    static final String EVERY = "0.0.0.0";
    private static final List<String> MODES = List.of("loopback", "lan", "tailnet", "auto", "custom");

    public GatewayBind {
        hosts = List.copyOf(hosts);
    }

    static GatewayBind of(Config config, Environment environment, GatewayOverrides overrides) throws StartRefusal {
        Optional<String> flag = overrides.bind();
        if (flag.isPresent() && !MODES.contains(flag.get())) {
            throw new StartRefusal(StartRefusal.BAD_USAGE, "Invalid --bind (use \"" + String.join("\", \"", MODES) + "\").");
        }
        Optional<String> configured = config.text("gateway.bind");
        Optional<String> variable = environment.get("OPENCLAW_GATEWAY_BIND").filter(MODES::contains);
        // A container announces itself in this variable (systemd's container interface); its own loopback is of no use.
        boolean container = environment.get("container").isPresent();
        String source = flag.isPresent() ? "--bind"
                : configured.isPresent() ? "gateway.bind"
                : variable.isPresent() ? "OPENCLAW_GATEWAY_BIND" : "default";
        String mode = flag.or(() -> configured).or(() -> variable).orElse(container ? "auto" : "loopback");
        return new GatewayBind(mode, hosts(mode, container || variable.isPresent(), config), source);
    }

    /** Whether only programs on this host can connect, now and later: a tailnet's address may yet come. */
    public boolean loopbackOnly() {
        return !mode.equals("tailnet") && hosts.stream().allMatch(host -> host.startsWith("127.") || host.equals("::1"));
    }

    private static List<String> hosts(String mode, boolean container, Config config) throws StartRefusal {
        return switch (mode) {
            case "lan" -> List.of(EVERY);
            case "auto" -> List.of(container ? EVERY : LOOPBACK);
            case "tailnet" -> withLoopback(tailnetAddress().orElse(LOOPBACK));
            case "custom" -> withLoopback(config.text("gateway.customBindHost").orElseThrow(() -> new StartRefusal(
                    StartRefusal.BAD_CONFIGURATION, "gateway.bind=custom requires gateway.customBindHost: set the address to listen on.")));
            default -> List.of(LOOPBACK);
        };
    }

    private static List<String> withLoopback(String host) {
        boolean covered = host.equals(EVERY) || host.equals("::") || host.equals(LOOPBACK) || host.equals("localhost");
        return covered ? List.of(host.equals("localhost") ? LOOPBACK : host) : List.of(host, LOOPBACK);
    }

    /** This host's address in 100.64.0.0/10, the range Tailscale assigns from. */
    public static Optional<String> tailnetAddress() {
        try {
            for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                for (InetAddress address : Collections.list(network.getInetAddresses())) {
                    byte[] bytes = address.getAddress();
                    if (address instanceof Inet4Address && bytes[0] == 100 && (bytes[1] & 0xC0) == 64) {
                        return Optional.of(address.getHostAddress());
                    }
                }
            }
        } catch (SocketException e) {
            // No interface can be listed, so there is no such address to be found.
        }
        return Optional.empty();
    }
}
