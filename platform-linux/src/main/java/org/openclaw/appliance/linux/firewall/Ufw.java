package org.openclaw.appliance.linux.firewall;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.platform.CommandRunner;
import org.openclaw.appliance.platform.Firewall.Finding;
import org.openclaw.appliance.platform.Firewall.Reach;

/** ufw(8). Whether it is on is for everybody to read; its rules are for root. */
final class Ufw {

    private final Path root;
    private final CommandRunner tools;

    Ufw(Path root, CommandRunner tools) {
        this.root = root;
        this.tools = tools;
    }

    Optional<Finding> look(int port) {
        boolean on = RuleFile.text(root.resolve("etc/ufw/ufw.conf"))
                .filter(text -> text.lines().anyMatch(line -> line.strip().equalsIgnoreCase("ENABLED=yes")))
                .isPresent();
        if (!on) {
            return Optional.empty();
        }
        Reach reach = tools.run(List.of("ufw", "status", "verbose"))
                .filter(output -> output.exitStatus() == 0)
                .map(output -> reach(output.text(), port))
                .orElse(Reach.UNKNOWN);
        return Optional.of(new Finding("ufw", reach, "sudo ufw allow " + port + "/tcp"));
    }

    private static Reach reach(String status, int port) {
        boolean welcome = false;
        for (String line : status.split("\n")) {
            String[] words = line.strip().split("\\s+");
            if (line.startsWith("Status: inactive")) {
                return Reach.OPEN;
            }
            if (line.startsWith("Default: allow (incoming)")) {
                welcome = true;
            }
            if (words.length >= 3 && isPort(words[0], port)) {
                int verdict = words[1].equals("(v6)") ? 2 : 1;
                return words[verdict].equals("ALLOW") || words[verdict].equals("LIMIT") ? Reach.OPEN : Reach.CLOSED;
            }
        }
        return welcome ? Reach.OPEN : Reach.CLOSED;
    }

    private static boolean isPort(String target, int port) {
        int slash = target.indexOf('/');
        boolean tcp = slash < 0 || target.endsWith("/tcp");
        return tcp && Ports.contain(slash < 0 ? target : target.substring(0, slash), port);
    }
}
