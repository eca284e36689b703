package org.openclaw.appliance.linux.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.platform.CommandRunner;

class LinuxFirewallTest {

    private static final int PORT = 18789;

    @TempDir
    private Path root;

    private final Map<String, CommandRunner.Output> tools = new HashMap<>();

    private LinuxFirewallTest says(String command, int status, String text) {
        tools.put(command, new CommandRunner.Output(status, text));
        return this;
    }

    private void file(String name, String text) throws Exception {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private String look() {
        var firewall = new LinuxFirewall(root, command -> Optional.ofNullable(tools.get(String.join(" ", command))));
        return String.join(";", firewall.look(PORT).stream().map(f -> f.filter() + " " + f.reach() + ": " + f.allow()).toList());
    }

    private String reach() {
        return look().split(":")[0];
    }

    @Test
    void aMachineWithoutAFilterHasNone() throws Exception {
        assertEquals("", look());
        file("etc/ufw/ufw.conf", "ENABLED=no\n");
        assertEquals("", look());
        says("nft list ruleset", 0, "").says("iptables -S INPUT", 0, "-P INPUT ACCEPT\n");
        assertEquals("", look());
    }

    @Test
    void ufwsRulesAreRootsToRead() throws Exception {
        file("etc/ufw/ufw.conf", "# on\nENABLED=yes\nLOGLEVEL=low\n");
        assertEquals("ufw UNKNOWN: sudo ufw allow 18789/tcp", look());
        String head = "Status: active\nLogging: on (low)\nDefault: deny (incoming), allow (outgoing)\n\nTo   Action   From\n";
        says("ufw status verbose", 0, head + "22/tcp   ALLOW IN    Anywhere\n");
        assertEquals("ufw CLOSED", reach());
        for (String rule : List.of("18789/tcp  ALLOW IN  Anywhere", "18789 ALLOW IN 192.168.0.0/16", "18000:19000/tcp LIMIT IN Anywhere")) {
            says("ufw status verbose", 0, head + rule.replace("ALLOW IN", "ALLOW") + "\n");
            assertEquals("ufw OPEN", reach(), rule);
        }
        says("ufw status verbose", 0, head + "18789/udp ALLOW Anywhere\n");
        assertEquals("ufw CLOSED", reach());
        says("ufw status verbose", 0, head.replace("deny (incoming)", "allow (incoming)"));
        assertEquals("ufw OPEN", reach());
        says("ufw status verbose", 0, head.replace("deny (incoming)", "allow (incoming)") + "18789/tcp DENY Anywhere\n");
        assertEquals("ufw CLOSED", reach());
    }

    @Test
    void firewalldIsAskedAboutThePort() {
        says("firewall-cmd --state", 0, "running\n").says("firewall-cmd --query-port=18789/tcp", 1, "no\n");
        assertEquals(
                "firewalld CLOSED: sudo firewall-cmd --permanent --add-port=18789/tcp && sudo firewall-cmd --reload", look());
        says("firewall-cmd --query-port=18789/tcp", 0, "yes\n");
        assertEquals("firewalld OPEN", reach());
        says("firewall-cmd --query-port=18789/tcp", 253, "");
        assertEquals("firewalld UNKNOWN", reach());
        says("firewall-cmd --state", 252, "not running\n");
        assertEquals("", look());
    }

    private String nft(String policy, String... rules) {
        says("nft list ruleset", 0, "table inet guard {\n\tchain in_ {\n\t\ttype filter hook input priority filter; policy "
                + policy + ";\n\t\t" + String.join("\n\t\t", rules) + "\n\t}\n\tchain forward {\n"
                + "\t\ttype filter hook forward priority filter; policy drop;\n\t}\n}\n");
        return reach();
    }

    @Test
    void readsTheKernelsRules() {
        String own = "iif \"lo\" accept";
        assertEquals("nftables CLOSED", nft("drop", own, "ct state established,related accept", "tcp dport 22 accept"));
        assertEquals("nftables CLOSED: sudo nft insert rule inet guard in_ tcp dport 18789 accept", look());
        assertEquals("nftables OPEN", nft("drop", own, "tcp dport { 22, 18789 } ct state new accept"));
        assertEquals("nftables OPEN", nft("drop", own, "tcp dport 18000-19000 counter packets 0 bytes 0 accept"));
        assertEquals("nftables OPEN", nft("accept", own, "tcp dport 23 drop"));
        assertEquals("nftables CLOSED", nft("accept", "tcp dport 18789 drop", "accept"));
        assertEquals("nftables CLOSED", nft("accept", own, "counter packets 5 bytes 300 reject with icmpx admin-prohibited"));
        assertEquals("nftables OPEN", nft("drop", own, "accept"));
        assertEquals("nftables UNKNOWN", nft("drop", own, "jump services"));
    }

    @Test
    void readsTheRulesOfTheNextStartWhereTheKernelsAreRootsAlone() throws Exception {
        file("etc/nftables.conf", "#!/usr/sbin/nft -f\nflush ruleset\ntable inet filter {\n chain input {\n"
                + "  type filter hook input priority 0; policy drop;\n  tcp dport ssh accept # remote\n }\n}\n");
        assertEquals("nftables CLOSED: sudo nft insert rule inet filter input tcp dport 18789 accept", look());
    }

    @Test
    void readsIptables() throws Exception {
        says("iptables -S INPUT", 0, "-P INPUT DROP\n-A INPUT -i lo -j ACCEPT\n-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT\n");
        assertEquals("iptables CLOSED: sudo iptables -I INPUT -p tcp --dport 18789 -j ACCEPT", look());
        says("iptables -S INPUT", 0, "-P INPUT DROP\n-A INPUT -p tcp -m multiport --dports 22,18000:18800 -j ACCEPT\n");
        assertEquals("iptables OPEN", reach());
        says("iptables -S INPUT", 0, "-P INPUT ACCEPT\n-A INPUT -p udp --dport 18789 -j ACCEPT\n-A INPUT -j REJECT --reject-with x\n");
        assertEquals("iptables CLOSED", reach());
        says("iptables -S INPUT", 0, "-P INPUT DROP\n-A INPUT -j KUBE-FIREWALL\n");
        assertEquals("iptables UNKNOWN", reach());
        tools.clear();
        file("etc/iptables/rules.v4", "*filter\n:INPUT DROP [0:0]\n-A INPUT -i lo -j ACCEPT\nCOMMIT\n");
        assertEquals("iptables CLOSED", reach());
    }

    @Test
    void damagedRulesAreNoReasonToFail() throws Exception {
        file("etc/ufw/ufw.conf", "ENABLED=yes");
        says("ufw status verbose", 0, "\0\n18789/tcp\nStatus\n 18789/tcp (v6) x\n");
        assertEquals("ufw CLOSED", reach());
        Files.delete(root.resolve("etc/ufw/ufw.conf"));
        says("nft list ruleset", 0, "table\nchain\n}\nhook input\ntcp dport { accept\n");
        look();
        says("nft list ruleset", 1, "").says("iptables -S INPUT", 0, "-A INPUT\n-P INPUT\n-A INPUT -j\n");
        look();
    }
}
