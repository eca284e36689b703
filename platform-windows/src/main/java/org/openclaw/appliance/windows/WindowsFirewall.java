package org.openclaw.appliance.windows;

import java.util.List;
import java.util.stream.Stream;
import org.openclaw.appliance.platform.Firewall;

/**
 * The Windows firewall. {@code netsh} prints translated words, so whether it is on is read from the registry, and of the rule
 * only whether there is one by the name that {@link #RULE} gives it.
 */
final class WindowsFirewall implements Firewall {

    static final String RULE = "OpenClaw Gateway";

    private static final String POLICY =
            "HKLM\\SYSTEM\\CurrentControlSet\\Services\\SharedAccess\\Parameters\\FirewallPolicy\\";

    private final WindowsTools tools;

    WindowsFirewall(WindowsTools tools) {
        this.tools = tools;
    }

    @Override
    public List<Finding> look(int port) {
        if (Stream.of("StandardProfile", "PublicProfile", "DomainProfile").noneMatch(this::isOn)) {
            return List.of();
        }
        String rule = tools.ask("netsh", "advfirewall", "firewall", "show", "rule", "name=" + RULE)
                .filter(output -> output.exitStatus() == 0)
                .map(output -> output.text())
                .orElse("");
        boolean covers = rule.lines().anyMatch(line -> line.strip().endsWith(" " + port));
        return List.of(new Finding("Windows firewall", covers ? Reach.OPEN : Reach.UNKNOWN,
                "netsh advfirewall firewall add rule name=\"" + RULE + "\" dir=in action=allow protocol=TCP localport=" + port));
    }

    private boolean isOn(String profile) {
        return tools.ask("reg", "query", POLICY + profile, "/v", "EnableFirewall")
                .filter(output -> output.exitStatus() == 0 && output.text().contains("0x1"))
                .isPresent();
    }
}
