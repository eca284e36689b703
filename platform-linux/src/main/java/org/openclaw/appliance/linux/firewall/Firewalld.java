package org.openclaw.appliance.linux.firewall;

import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.platform.CommandRunner;
import org.openclaw.appliance.platform.Firewall.Finding;
import org.openclaw.appliance.platform.Firewall.Reach;

/** firewall-cmd(1), the default zone. */
final class Firewalld {

    private static final int NO = 1;

    private final CommandRunner tools;

    Firewalld(CommandRunner tools) {
        this.tools = tools;
    }

    Optional<Finding> look(int port) {
        boolean on = tools.run(List.of("firewall-cmd", "--state")).filter(output -> output.exitStatus() == 0).isPresent();
        if (!on) {
            return Optional.empty();
        }
        Reach reach = tools.run(List.of("firewall-cmd", "--query-port=" + port + "/tcp"))
                .map(output -> switch (output.exitStatus()) {
                    case 0 -> Reach.OPEN;
                    case NO -> Reach.CLOSED;
                    default -> Reach.UNKNOWN;
                })
                .orElse(Reach.UNKNOWN);
        return Optional.of(new Finding("firewalld", reach,
                "sudo firewall-cmd --permanent --add-port=" + port + "/tcp && sudo firewall-cmd --reload"));
    }
}
