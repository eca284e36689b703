package org.openclaw.appliance.images.guide;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** The runbook: its lines, in its order, with what it says they do. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RunbookIT {

    private static final String WINDOW = "gateway-window";

    private Reader reader;

    @BeforeAll
    void boot() throws Exception {
        reader = Reader.at("guide-runbook");
    }

    @AfterAll
    void powerOff() throws Exception {
        if (reader != null) {
            reader.close();
        }
    }

    @Test
    @Order(1)
    void startsInAWindow() throws Exception {
        reader.leavesRunning(WINDOW, "openclaw gateway --port 18789");
        reader.waitsFor(WINDOW, "[gateway] listening on :18789");
        reader.interrupts(WINDOW);
    }

    @Test
    @Order(2)
    void verboseShowsWhatIsAskedAndAnswered() throws Exception {
        reader.leavesRunning("verbose-window", "openclaw gateway --port 18789 --verbose");
        reader.waitsFor("verbose-window", "[gateway] listening on :18789");
        reader.does("openclaw health --url ws://127.0.0.1:18789 --token " + Reader.TOKEN);
        reader.waitsFor("verbose-window", "connect");
    }

    @Test
    @Order(3)
    void forceEndsTheListenerAndTakesItsPlace() throws Exception {
        reader.interrupts("verbose-window");
        reader.port(18789, "squatter");
        reader.leavesRunning("forced-window", "openclaw gateway --force");
        reader.waitsFor("forced-window", "[gateway] listening on :18789");
        assertTrue(reader.window("forced-window").contains("java"), "names the program it ended");
        reader.interrupts("forced-window");
    }

    @Test
    @Order(4)
    void isInstalledAndHealthyByTheBaseline() throws Exception {
        reader.does("openclaw gateway install");
        reader.waits("the gateway", () -> reader.types("openclaw health").status() == 0);
        reader.sees("openclaw gateway status", "Runtime: running", "Connectivity probe: ok", "Capability:");
        reader.does("openclaw gateway status --require-rpc");
        reader.sees("openclaw status", "gateway: running");
        reader.leavesRunning("follower", "openclaw logs --follow");
        reader.waitsFor("follower", "listening on :18789");
        reader.interrupts("follower");
    }

    @Test
    @Order(5)
    void operatorsCommandsWork() throws Exception {
        reader.does("openclaw channels status --probe");
        reader.does("openclaw gateway status --deep");
        reader.sees("openclaw gateway status --json", "{");
        reader.does("openclaw gateway restart");
        reader.waits("the gateway", () -> reader.types("openclaw health").status() == 0);
        reader.does("openclaw secrets reload");
        reader.does("openclaw doctor");
        reader.does("openclaw gateway probe");
    }

    @Test
    @Order(6)
    void theInstalledServiceFollowsThePortByTheDoctorOrAnew() throws Exception {
        reader.does("openclaw config set gateway.port 18790");
        reader.does("openclaw doctor --fix");
        reader.does("openclaw gateway restart");
        reader.waits("port 18790", () -> reader.connects(18790));

        reader.does("openclaw config set gateway.port 18789");
        reader.does("openclaw gateway install --force");
        reader.waits("port 18789", () -> reader.connects(18789));
    }

    @Test
    @Order(7)
    void reloadModesAreKept() {
        assertTrue(reader.does("openclaw config get gateway.reload.mode").contains("hybrid"));
        for (String mode : new String[] {"off", "hot", "restart", "hybrid"}) {
            reader.does("openclaw config set gateway.reload.mode " + mode);
            assertTrue(reader.does("openclaw config get gateway.reload.mode").contains(mode));
        }
    }

    @Test
    @Order(8)
    void theHttpEndpointsAreAtTheSamePort() {
        assertTrue(reader.gets(18789, "/v1/models").contains("openclaw/default"));
        assertTrue(reader.gets(18789, "/api/v1/admin/rpc").contains("404"), "off unless it is asked for");
    }

    @Test
    @Order(9)
    void stopsForGoodAndStartsAgain() throws Exception {
        reader.does("openclaw gateway stop");
        assertTrue(reader.types("openclaw gateway status").text().contains("Runtime: stopped"));
        reader.refused(1, "openclaw health", "ECONNREFUSED");
        // Without a gateway the channels' state comes from the configuration alone.
        reader.does("openclaw channels status --probe");
        reader.does("openclaw gateway start");
        reader.waits("the gateway", () -> reader.types("openclaw health").status() == 0);
        reader.does("openclaw gateway stop --disable");
    }

    @Test
    @Order(10)
    void twoGatewaysOnOneHostKeepApart() throws Exception {
        for (String name : new String[] {"a", "b"}) {
            reader.writes(".openclaw/" + name + ".json",
                    "{ gateway: { mode: 'local', bind: 'loopback', auth: { token: 'token-of-" + name + "-0123456789' } },\n"
                            + "  agents: { defaults: { workspace: '~/workspace-" + name + "' } } }");
        }
        reader.leavesRunning("a", "OPENCLAW_CONFIG_PATH=~/.openclaw/a.json OPENCLAW_STATE_DIR=~/.openclaw-a openclaw gateway --port 19001");
        reader.leavesRunning("b", "OPENCLAW_CONFIG_PATH=~/.openclaw/b.json OPENCLAW_STATE_DIR=~/.openclaw-b openclaw gateway --port 19002");
        reader.waitsFor("a", "listening on :19001");
        reader.waitsFor("b", "listening on :19002");
        reader.does("OPENCLAW_CONFIG_PATH=~/.openclaw/b.json OPENCLAW_STATE_DIR=~/.openclaw-b openclaw health --port 19002");
        reader.interrupts("a");
        reader.interrupts("b");
    }

    @Test
    @Order(11)
    void theQuickPathForDevelopersIsApartFromTheRest() throws Exception {
        reader.does("openclaw --dev setup");
        reader.leavesRunning("dev", "openclaw --dev gateway --allow-unconfigured");
        reader.waitsFor("dev", "listening on :19001");
        reader.sees("openclaw --dev status", "gateway: running");
        reader.interrupts("dev");
    }

    @Test
    @Order(12)
    void failuresHaveTheSignaturesOfTheTable() throws Exception {
        assertSignature("--bind lan --auth none", "refusing to bind gateway");
        reader.port(18789, "squatter");
        assertSignature("--port 18789", "EADDRINUSE");
        reader.ends("squatter");
        reader.does("openclaw config set gateway.mode remote");
        assertSignature("", "set gateway.mode=local");
        reader.does("openclaw config set gateway.mode local");
        reader.leavesRunning("auth-window", "openclaw gateway");
        reader.waitsFor("auth-window", "listening on");
        reader.refused(1, "openclaw health --url ws://127.0.0.1:18789 --token wrong", "unauthorized");
        reader.interrupts("auth-window");
    }

    private void assertSignature(String flags, String signature) {
        String text = reader.types("timeout 30 openclaw gateway " + flags).text();
        assertTrue(text.contains(signature), text);
        assertFalse(text.contains("[gateway] listening on"), text);
    }
}
