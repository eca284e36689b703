package org.openclaw.appliance.linux.firewall;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openclaw.appliance.platform.Firewall.Finding;
import org.openclaw.appliance.platform.Firewall.Reach;

/**
 * A rule set as nft(8) prints it: the chains on the input hook, rule by rule. Several may be in the way; the first one that
 * doesn't let a connection through has the say.
 */
final class NftRules {

    private static final Pattern TABLE = Pattern.compile("table\\s+(\\w+)\\s+(\\S+)\\s*\\{?");
    private static final Pattern CHAIN = Pattern.compile("chain\\s+(\\S+)\\s*\\{?");
    private static final Pattern PORTS = Pattern.compile("(?:tcp|th) dport (\\{[^}]*}|\\S+)(.*)");
    private static final Pattern DEAD_END = Pattern.compile("(?:counter(?: packets \\d+ bytes \\d+)? )?(?:drop|reject.*)");

    private final int port;
    private String table = "inet filter";
    private String chain = "input";
    private boolean hooked;
    private boolean refusing;
    private boolean decided;
    private boolean leadsAway;
    private Finding finding;

    private NftRules(int port) {
        this.port = port;
    }

    /** @return empty where no chain is in the way of incoming connections */
    static Optional<Finding> read(String text, int port) {
        NftRules rules = new NftRules(port);
        text.lines().map(NftRules::bare).forEach(rules::line);
        rules.endOfChain();
        return Optional.ofNullable(rules.finding);
    }

    private static String bare(String line) {
        int comment = line.indexOf('#');
        return (comment < 0 ? line : line.substring(0, comment)).strip();
    }

    private void line(String line) {
        Matcher names = TABLE.matcher(line);
        if (names.lookingAt()) {
            table = names.group(1) + " " + names.group(2);
            return;
        }
        names = CHAIN.matcher(line);
        if (names.lookingAt()) {
            endOfChain();
            chain = names.group(1);
        } else if (line.contains("hook input")) {
            hooked = true;
            refusing = line.contains("policy drop");
        } else if (hooked && !decided) {
            rule(line);
        }
    }

    private void rule(String rule) {
        Matcher ports = PORTS.matcher(rule);
        if (ports.find() && !ports.group(1).startsWith("!") && Ports.contain(ports.group(1), port)) {
            refusing = !ports.group(2).contains("accept");
            decided = true;
        } else if (rule.equals("accept") || DEAD_END.matcher(rule).matches()) {
            refusing = !rule.equals("accept");
            decided = true;
        } else if (rule.contains("jump ") || rule.contains("goto ")) {
            leadsAway = true;
        }
    }

    private void endOfChain() {
        if (hooked && (finding == null || finding.reach() == Reach.OPEN)) {
            Reach reach = !refusing ? Reach.OPEN : leadsAway ? Reach.UNKNOWN : Reach.CLOSED;
            finding = new Finding(
                    "nftables", reach, "sudo nft insert rule " + table + " " + chain + " tcp dport " + port + " accept");
        }
        hooked = false;
        refusing = false;
        decided = false;
        leadsAway = false;
    }
}
