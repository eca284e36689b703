package org.openclaw.appliance.images;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.openclaw.appliance.images.machine.Machine;
import org.openclaw.appliance.images.machine.MachineRoot;
import org.openclaw.appliance.images.machine.Output;

/**
 * The gateway as a service of a real systemd, through the commands its owner types. One machine for all, in the order in which
 * a box lives: set up, left alone, killed, stopped up, misconfigured, stopped, switched off.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SystemdIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String UNIT = "openclaw-gateway.service";
    private static final String STATE = "/home/" + MachineRoot.USER + "/.openclaw";

    private Machine machine;

    @BeforeAll
    void boot() throws Exception {
        assumeTrue(MachineRoot.obstacle().isEmpty(), () -> MachineRoot.obstacle().orElseThrow());
        machine = Machine.boot("systemd", new Layout(Path.of("target/openclaw")));
        machine.login("openclaw setup --non-interactive").orFail();
        // Debian's small system has nobody to ask whether alice may; the administrator does it.
        machine.run("loginctl", "enable-linger", MachineRoot.USER).orFail();
    }

    @AfterAll
    void powerOff() throws Exception {
        if (machine != null) {
            machine.close();
        }
    }

    @Test
    @Order(1)
    void isInstalledAndStartedByTwoCommands() {
        Output install = machine.login("openclaw gateway install");
        assertEquals(0, install.status(), install.text());
        Output start = machine.login("openclaw gateway start");
        assertEquals(0, start.status(), start.text());

        assertEquals("active", systemctl("is-active", UNIT).text().strip());
        assertEquals("enabled", systemctl("is-enabled", UNIT).text().strip());
        assertTrue(systemctl("status", "openclaw").text().contains("OpenClaw"), "the short name of the unit");
        String status = machine.login("openclaw gateway status").orFail();
        assertTrue(status.contains("Runtime: running"), status);
        assertTrue(status.contains("Connectivity probe: ok"), status);
    }

    @Test
    @Order(2)
    void livesOnWhenItsOwnerLogsOut() throws Exception {
        long pid = mainPid();
        machine.await("the last session to end", PATIENCE, () -> machine.run("loginctl", "show-user", MachineRoot.USER, "-p", "State")
                .text()
                .contains("lingering"));

        assertEquals(pid, mainPid());
        assertTrue(healthy());
    }

    @Test
    @Order(3)
    void comesBackAfterKillMinusNine() throws Exception {
        long before = mainPid();
        machine.run("kill", "-9", Long.toString(before)).orFail();
        awaitAnotherThan(before, Duration.ofSeconds(15));

        String status = machine.login("openclaw status").orFail();
        assertTrue(status.contains("crash") || status.contains("SIGKILL") || status.contains("killed"), status);
    }

    @Test
    @Order(4)
    void isRestartedWhenItStandsStill() throws Exception {
        quickWatchdog();
        long before = mainPid();
        machine.run("kill", "-STOP", Long.toString(before)).orFail();
        awaitAnotherThan(before, PATIENCE);

        String log = journal();
        assertTrue(log.contains("Watchdog timeout"), log);
        assertTrue(log.contains("previous run ended: watchdog"), log);
    }

    @Test
    @Order(5)
    void restartsItselfWhenItsOwnThreadIsStuckAndKnowsWhy() throws Exception {
        long before = mainPid();
        machine.login("openclaw gateway call appliance.debug.wedge --params '{\"part\":\"io\",\"seconds\":120}' --timeout 2000");
        awaitAnotherThan(before, PATIENCE);

        String log = journal();
        assertTrue(log.contains("io thread"), log);
        assertTrue(machine.login("ls " + STATE + "/logs/stability").text().strip().length() > 0, "stacks of the stuck process");
    }

    /** Killed, stopped up and stuck: that was the third unclean end within a few minutes. */
    @Test
    @Order(6)
    void isInSafeModeAfterThreeUncleanEndsAndLeavesItOnRequest() throws Exception {
        String status = machine.login("openclaw status").text();
        assertTrue(status.contains("safe mode"), status);
        Output turn = machine.login("openclaw agent --agent main --message hello");
        assertNotEquals(0, turn.status(), turn.text());
        assertTrue(turn.text().contains("safe mode"), turn.text());

        machine.login("openclaw gateway safe-mode off").orFail();
        machine.await("the gateway to take work again", PATIENCE, () -> answers(18_789, "/readyz"));
        assertEquals(0, machine.login("openclaw agent --agent main --message hello").status());
    }

    @Test
    @Order(7)
    void namesAPortThatTheServiceDoesNotKnowAndMendsIt() throws Exception {
        int port = 19_321;
        machine.login("openclaw config set gateway.port " + port).orFail();
        String status = machine.login("openclaw gateway status").text();
        assertTrue(status.contains("Gateway service port does not match current gateway config"), status);

        machine.login("openclaw gateway install --force && openclaw gateway restart").orFail();
        machine.await("the other port", PATIENCE, () -> healthy(port));
        String mended = machine.login("openclaw gateway status").orFail();
        assertFalse(mended.contains("does not match"), mended);
    }

    @Test
    @Order(8)
    void runsTwoProfilesSideBySide() throws Exception {
        String other = "openclaw --profile rescue ";
        machine.login(other + "setup --non-interactive && " + other + "config set gateway.port 19441 && " + other
                        + "gateway install && " + other + "gateway start")
                .orFail();
        machine.await("the second gateway", PATIENCE, () -> healthy(19_441));

        assertEquals("active", systemctl("is-active", "openclaw-gateway-rescue.service").text().strip());
        assertEquals("active", systemctl("is-active", UNIT).text().strip());
        machine.login(other + "gateway stop --force && " + other + "gateway uninstall").orFail();
        assertEquals("active", systemctl("is-active", UNIT).text().strip());
    }

    @Test
    @Order(9)
    void findsServicesOfOlderNames() {
        machine.login("mkdir -p ~/.config/systemd/user && printf '[Service]\\nExecStart=/usr/bin/clawdbot gateway\\n'"
                        + " > ~/.config/systemd/user/clawdbot-gateway.service && systemctl --user daemon-reload")
                .orFail();
        String deep = machine.login("openclaw gateway status --deep").text();

        assertTrue(deep.contains("Other gateway-like services detected (best effort)"), deep);
        assertTrue(deep.contains("clawdbot-gateway"), deep);
        machine.login("rm ~/.config/systemd/user/clawdbot-gateway.service; systemctl --user daemon-reload").orFail();
    }

    @Test
    @Order(10)
    void comesBackWhenThePlugWasPulled() throws Exception {
        machine.pullThePlug();
        machine.powerOn();
        machine.await("the gateway after the power cut", PATIENCE, () -> healthy(19_321));

        String log = journal();
        assertTrue(log.contains("previous run ended: power-loss"), log);
    }

    @Test
    @Order(11)
    void aBrokenConfigurationStopsTheLoopInsteadOfFeedingIt() throws Exception {
        machine.login("cp " + STATE + "/openclaw.json /tmp/good.json").orFail();
        machine.login("openclaw gateway stop --force").orFail();
        machine.login("echo '{gateway:{mode:1' > " + STATE + "/openclaw.json").orFail();
        machine.login("systemctl --user start " + UNIT);
        machine.await("the unit to give up", PATIENCE, () -> systemctl("show", UNIT, "-p", "ActiveState").text().contains("failed"));

        assertEquals("ExecMainStatus=78", systemctl("show", UNIT, "-p", "ExecMainStatus").text().strip());
        String status = machine.login("openclaw gateway status").text();
        assertTrue(status.contains("Runtime: stopped"), status);
        machine.login("cp /tmp/good.json " + STATE + "/openclaw.json && openclaw gateway start").orFail();
        assertTrue(healthy(19_321));
    }

    @Test
    @Order(12)
    void aStoppedServiceIsInactiveAndNotFailed() {
        machine.login("openclaw gateway stop --force").orFail();

        assertEquals("inactive", systemctl("is-active", UNIT).text().strip());
        assertNotEquals("failed", systemctl("is-failed", UNIT).text().strip());
    }

    @Test
    @Order(13)
    void leavesNothingOfItselfButItsState() throws Exception {
        machine.login("openclaw gateway uninstall").orFail();

        assertFalse(Files.exists(machine.file("/home/" + MachineRoot.USER + "/.config/systemd/user/" + UNIT)));
        assertTrue(Files.exists(machine.file(STATE + "/openclaw.json")));
    }

    /** The packaged interval is a minute; a test shouldn't take that long. */
    private void quickWatchdog() throws Exception {
        machine.login("mkdir -p ~/.config/systemd/user/" + UNIT + ".d && printf '[Service]\\nWatchdogSec=6\\n"
                        + "Environment=OPENCLAW_JAVA_OPTS=-Dopenclaw.debug=true\\n' > ~/.config/systemd/user/" + UNIT
                        + ".d/test.conf && systemctl --user daemon-reload && openclaw gateway restart")
                .orFail();
        machine.await("the gateway to be back", PATIENCE, () -> machine.login("openclaw health").status() == 0);
    }

    private Output systemctl(String... words) {
        return machine.login("systemctl --user --no-pager " + String.join(" ", words));
    }

    private String journal() {
        return machine.run("journalctl", "--no-pager", "-n", "400").text();
    }

    private long mainPid() {
        return Long.parseLong(systemctl("show", UNIT, "-p", "MainPID", "--value").orFail().strip());
    }

    private void awaitAnotherThan(long pid, Duration patience) throws Exception {
        machine.await("another process than " + pid, patience, () -> mainPid() != pid && mainPid() != 0);
        machine.await("the gateway to let callers in", PATIENCE, () -> machine.login("openclaw health").status() == 0);
    }

    private boolean healthy() {
        return healthy(18_789);
    }

    private boolean healthy(int port) {
        return answers(port, "/health");
    }

    private boolean answers(int port, String path) {
        return machine.run(
                        "bash", "-c",
                        "exec 3<>/dev/tcp/127.0.0.1/" + port + " && printf 'GET " + path
                                + " HTTP/1.0\\r\\nHost: 127.0.0.1\\r\\n\\r\\n' >&3 && head -1 <&3")
                .text()
                .contains("200");
    }
}
