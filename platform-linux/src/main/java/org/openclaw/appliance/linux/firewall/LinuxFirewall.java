package org.openclaw.appliance.linux.firewall;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.platform.CommandRunner;
import org.openclaw.appliance.platform.Firewall;

/** ufw, firewalld, nftables and iptables. The first two write rules of the others, so the first one that is on has the say. */
public final class LinuxFirewall implements Firewall {

    private final Path root;
    private final CommandRunner tools;

    /** @param root the root of the file system; another one in tests @param tools runs the filters' own tools */
    public LinuxFirewall(Path root, CommandRunner tools) {
        this.root = root;
        this.tools = tools;
    }

    @Override
    public List<Finding> look(int port) {
        return new Ufw(root, tools).look(port)
                .or(() -> new Firewalld(tools).look(port))
                .or(() -> rules(port))
                .map(List::of)
                .orElse(List.of());
    }

    /** The kernel's rules where this user may read them, else those that are loaded when the machine starts. */
    private Optional<Finding> rules(int port) {
        Optional<Finding> nft = output("nft", "list", "ruleset")
                .or(() -> RuleFile.text(root.resolve("etc/nftables.conf")))
                .flatMap(text -> NftRules.read(text, port));
        return nft.or(() -> output("iptables", "-S", "INPUT")
                .or(() -> RuleFile.text(root.resolve("etc/iptables/rules.v4")))
                .flatMap(text -> IptablesRules.read(text, port)));
    }

    private Optional<String> output(String... command) {
        return tools.run(List.of(command)).filter(output -> output.exitStatus() == 0).map(CommandRunner.Output::text);
    }
}
