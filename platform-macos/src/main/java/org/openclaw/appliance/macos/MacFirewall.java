package org.openclaw.appliance.macos;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.platform.CommandRunner;
import org.openclaw.appliance.platform.Firewall;

/** The application firewall, through {@code socketfilterfw}. It judges programs, not ports. */
final class MacFirewall implements Firewall {

    private static final String TOOL = "/usr/libexec/ApplicationFirewall/socketfilterfw";

    private final CommandRunner tools;
    private final String program;

    /** @param program the executable that the gateway runs as */
    MacFirewall(CommandRunner tools, String program) {
        this.tools = tools;
        this.program = program;
    }

    @Override
    public List<Finding> look(int port) {
        if (!output("--getglobalstate").filter(text -> text.contains("enabled")).isPresent()) {
            return List.of();
        }
        boolean everything = output("--getblockall").filter(text -> text.contains("enabled") || text.contains("ENABLED")).isPresent();
        Reach reach = everything
                ? Reach.CLOSED
                : output("--getappblocked", program).map(MacFirewall::reach).orElse(Reach.UNKNOWN);
        return List.of(new Finding("macOS application firewall", reach,
                "sudo " + TOOL + " --add '" + program + "' && sudo " + TOOL + " --unblockapp '" + program + "'"));
    }

    /** Of a program that isn't listed the firewall asks the person at the screen, when it first listens. */
    private static Reach reach(String answer) {
        if (answer.contains("permitted") || answer.contains("allowed")) {
            return Reach.OPEN;
        }
        return answer.contains("blocked") ? Reach.CLOSED : Reach.UNKNOWN;
    }

    private Optional<String> output(String... options) {
        List<String> command = new ArrayList<>(List.of(TOOL));
        command.addAll(List.of(options));
        return tools.run(command).filter(output -> output.exitStatus() == 0).map(CommandRunner.Output::text);
    }
}
