package org.openclaw.appliance.images.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.openclaw.appliance.images.machine.MachineRoot;

/** The older runbook, which knows the product by its former name: its lines do what it says. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OlderRunbookIT {

    private static final String UNIT = """
            [Unit]
            Description=Clawdbot Gateway (profile: default, v1)
            After=network-online.target
            Wants=network-online.target

            [Service]
            ExecStart=/opt/openclaw/bin/clawdbot gateway --port 18789
            Restart=always
            RestartSec=5
            Environment=CLAWDBOT_GATEWAY_TOKEN=
            WorkingDirectory=%s

            [Install]
            WantedBy=default.target
            """.formatted(Reader.HOME);

    private Reader reader;

    @BeforeAll
    void boot() throws Exception {
        reader = Reader.at("guide-older");
    }

    @AfterAll
    void powerOff() throws Exception {
        if (reader != null) {
            reader.close();
        }
    }

    @Test
    @Order(1)
    void startsUnderItsFormerName() throws Exception {
        reader.leavesRunning("plain", "clawdbot gateway --port 18789");
        reader.waitsFor("plain", "[gateway] listening on :18789");
        reader.sees("clawdbot gateway health", "");
        reader.interrupts("plain");
        reader.leavesRunning("verbose", "clawdbot gateway --port 18789 --verbose");
        reader.waitsFor("verbose", "[gateway] listening on :18789");
        reader.interrupts("verbose");
    }

    @Test
    @Order(2)
    void endsAListenerByForce() throws Exception {
        reader.port(18789, "squatter");
        reader.leavesRunning("forced", "clawdbot gateway --force");
        reader.waitsFor("forced", "[gateway] listening on :18789");
        reader.interrupts("forced");
    }

    @Test
    @Order(3)
    void aSignalRestartsItInPlace() throws Exception {
        reader.leavesRunning("signalled", "exec clawdbot gateway");
        reader.waitsFor("signalled", "[gateway] listening on :18789");
        reader.does("pkill -USR1 -f 'appliance.jar gateway'");
        reader.waits("a second start", () -> reader.window("signalled").split("listening on :18789", -1).length == 3);
        reader.interrupts("signalled");
    }

    @Test
    @Order(4)
    void theFormerNamesOfVariablesCount() throws Exception {
        for (String name : new String[] {"a", "b"}) {
            reader.writes(".clawdbot/" + name + ".json",
                    "{ gateway: { mode: 'local', bind: 'loopback', auth: { token: 'token-of-" + name + "-0123456789' } },\n"
                            + "  agents: { defaults: { workspace: '~/clawd-" + name + "' } } }");
        }
        reader.leavesRunning("a", "CLAWDBOT_CONFIG_PATH=~/.clawdbot/a.json CLAWDBOT_STATE_DIR=~/.clawdbot-a clawdbot gateway --port 19001");
        reader.leavesRunning("b", "CLAWDBOT_CONFIG_PATH=~/.clawdbot/b.json CLAWDBOT_STATE_DIR=~/.clawdbot-b clawdbot gateway --port 19002");
        reader.waitsFor("a", "listening on :19001");
        reader.waitsFor("b", "listening on :19002");
        reader.interrupts("a");
        reader.interrupts("b");
        reader.does("rm -rf ~/.clawdbot ~/.clawdbot-a ~/.clawdbot-b");
    }

    @Test
    @Order(5)
    void theDevelopersProfileWorks() throws Exception {
        reader.does("clawdbot --dev setup");
        reader.leavesRunning("dev", "clawdbot --dev gateway --allow-unconfigured");
        reader.waitsFor("dev", "listening on :19001");
        reader.sees("clawdbot --dev status", "gateway: running");
        reader.does("clawdbot --dev health");
        reader.interrupts("dev");
    }

    @Test
    @Order(6)
    void theServiceIsManagedUnderItsFormerName() throws Exception {
        reader.does("clawdbot gateway install");
        reader.waits("the gateway", () -> reader.types("clawdbot health").status() == 0);
        reader.sees("clawdbot gateway status", "Runtime: running");
        reader.does("clawdbot gateway status --deep");
        reader.does("clawdbot gateway status --no-probe");
        reader.does("clawdbot gateway status --json 2>/dev/null | head -1 | grep -q '{'");
        reader.does("clawdbot gateway restart");
        reader.does("clawdbot gateway stop");
        reader.does("clawdbot gateway uninstall");
    }

    @Test
    @Order(7)
    void eachProfileHasAServiceOfItsOwn() throws Exception {
        for (String profile : new String[] {"main", "rescue"}) {
            reader.does("clawdbot --profile " + profile + " setup --non-interactive");
        }
        reader.does("clawdbot --profile main config set gateway.port 18800");
        reader.does("clawdbot --profile rescue config set gateway.port 18820");
        reader.does("clawdbot --profile main gateway install");
        reader.does("clawdbot --profile rescue gateway install");
        reader.waits("both gateways", () -> reader.connects(18800) && reader.connects(18820));
        reader.does("clawdbot --profile main gateway uninstall");
        reader.does("clawdbot --profile rescue gateway uninstall");
    }

    @Test
    @Order(8)
    void aUnitWrittenByHandRunsAndIsRecognised() throws Exception {
        reader.writes(".config/systemd/user/clawdbot-gateway.service", UNIT);
        assertEquals(0, reader.machine().run("loginctl", "enable-linger", MachineRoot.USER).status());
        reader.does("systemctl --user enable --now clawdbot-gateway.service");
        reader.waits("the gateway", () -> reader.types("clawdbot health").status() == 0);
        assertTrue(reader.types("clawdbot doctor").text().contains("clawdbot-gateway.service"));
    }

    @Test
    @Order(9)
    void theHelpersWork() {
        reader.does("clawdbot gateway health");
        reader.does("clawdbot gateway status");
        reader.sees("clawdbot gateway call health --params '{}'", "\"ok\"");
        reader.does("clawdbot agent --message \"hi\" --to +15550100");
        // No channel is configured: said at once, and nothing is queued in silence.
        String sent = reader.types("clawdbot message send --target +15550100 --message \"hi\"").text();
        assertTrue(sent.contains("channel"), sent);
        reader.does("systemctl --user disable --now clawdbot-gateway.service");
        reader.refused(1, "clawdbot health", "ECONNREFUSED");
    }
}
