package org.openclaw.appliance.macos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.openclaw.appliance.platform.CommandRunner;
import org.openclaw.appliance.platform.Firewall;

class MacFirewallTest {

    private final Map<String, String> answers = new HashMap<>();

    private List<Firewall.Finding> look() {
        return new MacFirewall(
                        command -> Optional.ofNullable(answers.get(String.join(" ", command.subList(1, command.size()))))
                                .map(text -> new CommandRunner.Output(0, text)),
                        "/opt/java")
                .look(18789);
    }

    @Test
    void aFirewallThatIsOffIsNoFinding() {
        assertEquals(List.of(), look());
        answers.put("--getglobalstate", "Firewall is disabled. (State = 0)");
        assertEquals(List.of(), look());
    }

    @Test
    void judgesByTheProgram() {
        answers.put("--getglobalstate", "Firewall is enabled. (State = 1)");
        assertEquals(Firewall.Reach.UNKNOWN, look().getFirst().reach());
        answers.put("--getappblocked /opt/java", "Incoming connection to the application is blocked.");
        assertEquals(Firewall.Reach.CLOSED, look().getFirst().reach());
        assertTrue(look().getFirst().allow().endsWith("socketfilterfw --unblockapp '/opt/java'"));
        answers.put("--getappblocked /opt/java", "Incoming connection to the application is permitted.");
        assertEquals(Firewall.Reach.OPEN, look().getFirst().reach());
        answers.put("--getblockall", "Firewall has block all state set to enabled.");
        assertEquals(Firewall.Reach.CLOSED, look().getFirst().reach());
    }
}
