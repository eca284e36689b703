package org.openclaw.appliance.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.openclaw.appliance.platform.CommandRunner;
import org.openclaw.appliance.platform.Firewall;

class WindowsFirewallTest {

    private String enabled = "    EnableFirewall    REG_DWORD    0x1\r\n";
    private Optional<String> rule = Optional.empty();

    private List<Firewall.Finding> look() {
        CommandRunner tools = command -> switch (command.getFirst()) {
            case "reg" -> Optional.of(new CommandRunner.Output(0, enabled));
            default -> Optional.of(new CommandRunner.Output(rule.isPresent() ? 0 : 1, rule.orElse("")));
        };
        return new WindowsFirewall(new WindowsTools(tools, tools)).look(18789);
    }

    @Test
    void aFirewallThatIsOffIsNoFinding() {
        enabled = "    EnableFirewall    REG_DWORD    0x0\r\n";
        assertEquals(List.of(), look());
    }

    @Test
    void findsTheRuleInAnyLanguage() {
        assertEquals(Firewall.Reach.UNKNOWN, look().getFirst().reach());
        assertTrue(look().getFirst().allow().contains("localport=18789"));
        rule = Optional.of("Regelname:      OpenClaw Gateway\r\nLokaler Port:     18789\r\n");
        assertEquals(Firewall.Reach.OPEN, look().getFirst().reach());
        rule = Optional.of("Regelname:      OpenClaw Gateway\r\nLokaler Port:     3000\r\n");
        assertEquals(Firewall.Reach.UNKNOWN, look().getFirst().reach());
    }
}
