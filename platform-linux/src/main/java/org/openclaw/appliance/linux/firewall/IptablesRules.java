package org.openclaw.appliance.linux.firewall;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openclaw.appliance.platform.Firewall.Finding;
import org.openclaw.appliance.platform.Firewall.Reach;

/** The chain INPUT as iptables(8) prints it with {@code -S}, or iptables-save(8) writes it. */
final class IptablesRules {

    private static final Pattern PORTS = Pattern.compile("--(?:dport|dports) (\\S+)");
    private static final Pattern TARGET = Pattern.compile("-[jg] (\\S+)");

    private IptablesRules() {}

    /** @return empty where the chain has no rule and lets everything through */
    static Optional<Finding> read(String text, int port) {
        boolean refusing = false;
        boolean leadsAway = false;
        boolean rules = false;
        for (String line : text.split("\n")) {
            String rule = line.strip();
            if (rule.startsWith("-P INPUT ") || rule.startsWith(":INPUT ")) {
                refusing = !rule.contains("ACCEPT");
                rules |= refusing;
            } else if (rule.startsWith("-A INPUT ")) {
                rules = true;
                Matcher target = TARGET.matcher(rule);
                String to = target.find() ? target.group(1) : "";
                if (decides(rule, port)) {
                    refusing = !to.equals("ACCEPT");
                    if (to.equals("ACCEPT") || to.equals("DROP") || to.equals("REJECT")) {
                        return Optional.of(finding(refusing ? Reach.CLOSED : Reach.OPEN, port));
                    }
                }
                leadsAway |= !to.isEmpty() && !to.equals("ACCEPT") && !to.equals("DROP") && !to.equals("REJECT");
            }
        }
        return rules
                ? Optional.of(finding(!refusing ? Reach.OPEN : leadsAway ? Reach.UNKNOWN : Reach.CLOSED, port))
                : Optional.empty();
    }

    /** Whether a rule is for the port, or for everything. */
    private static boolean decides(String rule, int port) {
        Matcher ports = PORTS.matcher(rule);
        if (ports.find()) {
            return rule.contains("-p tcp") && !rule.contains("! --dport") && Ports.contain(ports.group(1), port);
        }
        return rule.startsWith("-A INPUT -j ");
    }

    private static Finding finding(Reach reach, int port) {
        return new Finding("iptables", reach, "sudo iptables -I INPUT -p tcp --dport " + port + " -j ACCEPT");
    }
}
