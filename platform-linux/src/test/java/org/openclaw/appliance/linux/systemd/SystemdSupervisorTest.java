package org.openclaw.appliance.linux.systemd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.linux.account.Account;
import org.openclaw.appliance.platform.InstalledService;
import org.openclaw.appliance.platform.ServiceException;
import org.openclaw.appliance.platform.ServiceSupervisor.State;

@EnabledOnOs(OS.LINUX)
class SystemdSupervisorTest {

    private static final String UNIT = "openclaw-gateway.service";
    private static final String TEXT =
            """
            [Service]
            ExecStart=/opt/openclaw/bin/openclaw gateway --port 18789
            Environment=OPENCLAW_SERVICE_MARKER=openclaw "GREETING=hello world" OPENAI_API_KEY=sk-1
            """;

    @TempDir
    Path directory;

    private FakeSystemd systemd;

    @BeforeEach
    void boot() throws Exception {
        systemd = new FakeSystemd(directory);
    }

    @Test
    void tellsTheServicesState() throws Exception {
        assertEquals(Optional.empty(), systemd.supervisor().state("openclaw-gateway"));
        systemd.hasUserUnit(UNIT, TEXT);
        assertEquals(Optional.of(new State(false, 0, "inactive (dead)")), systemd.supervisor().state("openclaw-gateway"));
        systemd.has("active/" + UNIT, "812");
        assertEquals(Optional.of(new State(true, 812, "active (running)")), systemd.supervisor().state(UNIT));
        systemd.has("show/" + UNIT, "ActiveState=failed\nSubState=failed\nMainPID=0\nResult=exit-code\nExecMainStatus=78\n");
        assertEquals("failed (failed, exit-code, status 78)", state().detail());
    }

    @Test
    void saysWhenAServiceEndsWithItsUsersSession() throws Exception {
        assertEquals(List.of(), systemd.supervisor().hindrances("openclaw-gateway"));
        systemd.hasUserUnit(UNIT, TEXT);
        String hindrance = systemd.supervisor().hindrances("openclaw-gateway").getFirst();
        assertTrue(hindrance.endsWith("Run: sudo loginctl enable-linger alice"), hindrance);
        systemd.has("root/var/lib/systemd/linger/alice", "");
        assertEquals(List.of(), systemd.supervisor().hindrances("openclaw-gateway"));
    }

    @Test
    void namesThatCantBeUnitsAreNeverPassedOn() {
        assertEquals(Optional.empty(), systemd.supervisor().state("--help"));
        assertEquals(Optional.empty(), systemd.supervisor().installed("../../etc/passwd"));
        assertFalse(Files.exists(directory.resolve("calls")));
    }

    @Test
    void readsTheDefinitionWithItsDropIns() throws Exception {
        Path secrets = Files.writeString(directory.resolve("env"), "TOKEN=\"x\"\nOPENCLAW_LOG=debug\nOTHER=y\n");
        String dropIn = "[Service]\nExecStart=\nExecStart=/opt/openclaw/bin/openclaw gateway --port 19000\nEnvironmentFile=-"
                + secrets + "\n";
        systemd.hasUserUnit(UNIT, TEXT).hasUserUnit(UNIT + ".d/override.conf", dropIn);
        systemd.has("show/" + UNIT, "DropInPaths=" + systemd.userUnit(UNIT + ".d/override.conf") + "\n");

        InstalledService installed = systemd.supervisor().installed("openclaw-gateway").orElseThrow();

        assertEquals(19_000, installed.port().orElseThrow());
        assertEquals(List.of(systemd.userUnit(UNIT + ".d/override.conf")), installed.overrides());
        assertEquals(
                Map.of(
                        "OPENCLAW_SERVICE_MARKER", "openclaw", "GREETING", "hello world", "OPENAI_API_KEY", "***", "TOKEN", "***",
                        "OPENCLAW_LOG", "debug", "OTHER", "***"),
                installed.environment());
        assertFalse(installed.enabled());
        assertFalse(installed.system());

        systemd.has("down-user", "Failed to connect to bus: No medium found\n");
        assertEquals(Optional.of(installed), systemd.supervisor().installed("openclaw-gateway"), "files tell the same");
        assertEquals(
                List.of("journalctl", "--user", "--user-unit=" + installed.service(), "--output=json", "--lines=7", "--follow"),
                systemd.supervisor().journal("openclaw-gateway", 7).orElseThrow());
        assertEquals(Optional.empty(), systemd.supervisor().journal("other", 7));
        assertEquals(List.of(), systemd.supervisor().journalSince("other", Instant.EPOCH, 7));
    }

    @Test
    void findsTheSystemsServiceWhereTheUserHasNone() throws Exception {
        systemd.has("root/etc/systemd/system/" + UNIT, TEXT).has("enabled/" + UNIT, "");

        InstalledService installed = systemd.supervisor().installed("openclaw-gateway").orElseThrow();

        assertTrue(installed.system() && installed.enabled());
    }

    @Test
    void usesTheUsersOwnManagerWhereTheSessionLacksTheWay() throws Exception {
        systemd.hasUserUnit(UNIT, TEXT);
        Files.createDirectories(systemd.root.resolve("run/user/1000/systemd"));

        systemd.supervisor().start("openclaw-gateway");
        assertTrue(systemd.supervisor().state("openclaw-gateway").orElseThrow().active());
    }

    @Test
    void startEnablesAServiceThatWasTurnedOff() throws Exception {
        systemd.hasUserUnit(UNIT, TEXT);
        systemd.supervisor().start("openclaw-gateway");

        assertEquals(
                List.of(
                        "systemctl --user enable " + UNIT, "systemctl --user reset-failed " + UNIT,
                        "systemctl --user start " + UNIT),
                systemd.changes());
    }

    @Test
    void aServiceThatDoesNotComeUpIsExplained() throws Exception {
        systemd.hasUserUnit(UNIT, TEXT);
        systemd.has("fail-start", "1\nJob for openclaw-gateway.service failed because the control process exited.\n");
        systemd.has("show/" + UNIT, "ActiveState=failed\nSubState=failed\nResult=exit-code\nExecMainStatus=78\n");

        String sentence = refusalOfStart();

        assertEquals(
                "openclaw-gateway.service did not start: failed, exit-code, status 78. See why: journalctl --user -u"
                        + " openclaw-gateway.service -n 50",
                sentence);
    }

    @Test
    void refusalsOfTheManagerAreSentences() throws Exception {
        assertTrue(refusalOfStart().contains("openclaw gateway install"));
        systemd.hasUserUnit(UNIT, TEXT);
        systemd.has("fail-start", "4\nFailed to start openclaw-gateway.service: Access denied\n");
        assertTrue(refusalOfStart().contains("only root"), refusalOfStart());
        systemd.has("fail-start", "1\nFailed to start openclaw-gateway.service: Interactive authentication required.\n");
        assertTrue(refusalOfStart().contains("only root"), refusalOfStart());
        systemd.has("fail-start", "1\nFailed to connect to user scope bus via local transport: No medium found\n");
        assertTrue(refusalOfStart().contains("XDG_RUNTIME_DIR"), refusalOfStart());
        systemd.has("fail-start", "5\nFailed to start openclaw-gateway.service: Unit openclaw-gateway.service not found.\n");
        assertTrue(refusalOfStart().contains("knows no such service"), refusalOfStart());
        systemd.has("fail-start", "1\nsomething new\n\n");
        assertEquals("`systemctl --user start openclaw-gateway.service` failed: something new", refusalOfStart());
    }

    @Test
    void aManagerThatHangsIsNotWaitedForForever() throws Exception {
        FakeSystemd slow = new FakeSystemd(Files.createDirectory(directory.resolve("slow")), Duration.ofSeconds(1));
        slow.hasUserUnit(UNIT, TEXT).has("hang-restart", "");

        String sentence = assertThrows(ServiceException.class, () -> slow.supervisor().restart("openclaw-gateway"))
                .getMessage();
        assertTrue(sentence.contains("list-jobs"), sentence);
    }

    @Test
    void stopReturnsWhenTheProcessIsGone() throws Exception {
        Process process = new ProcessBuilder("sleep", "1000").start();
        systemd.hasUserUnit(UNIT, TEXT).has("enabled/" + UNIT, "").has("active/" + UNIT, Long.toString(process.pid()));
        systemd.supervisor().stop("openclaw-gateway", false);

        assertFalse(process.toHandle().isAlive());
        assertEquals(List.of("systemctl --user stop " + UNIT), systemd.changes());
    }

    @Test
    void aStoppedServiceMayStayOff() throws Exception {
        systemd.hasUserUnit(UNIT, TEXT).has("enabled/" + UNIT, "");
        systemd.supervisor().stop("openclaw-gateway", true);

        assertEquals(List.of("systemctl --user disable " + UNIT, "systemctl --user stop " + UNIT), systemd.changes());
        assertFalse(systemd.supervisor().installed("openclaw-gateway").orElseThrow().enabled());
    }

    @Test
    void stoppingWhatIsNotInstalledIsSuccess() throws Exception {
        systemd.supervisor().stop("openclaw-gateway", false);

        assertEquals(List.of(), systemd.changes());
    }

    @Test
    void namesTheObstacle() throws Exception {
        assertEquals(Optional.empty(), systemd.supervisor().obstacle());
        systemd.has("down-user", "Failed to connect to bus: No medium found\n");
        assertTrue(systemd.supervisor().obstacle().orElseThrow().contains("loginctl enable-linger alice"));
        assertEquals(Optional.empty(), systemd.asRoot().obstacle(), "root can manage the system's services");
        Files.delete(systemd.root.resolve("run/systemd/system"));
        assertTrue(systemd.supervisor().obstacle().orElseThrow().contains("not started by systemd"));
        systemd.has("root/proc/sys/kernel/osrelease", "5.15.153.1-microsoft-standard-WSL2\n");
        assertTrue(systemd.supervisor().obstacle().orElseThrow().contains("/etc/wsl.conf"));
    }

    @Test
    void knowsWhetherSystemdStartedThisProcess() {
        long self = ProcessHandle.current().pid();
        assertFalse(supervises(Map.of()));
        assertTrue(supervises(Map.of("INVOCATION_ID", "0a")));
        assertTrue(supervises(Map.of("NOTIFY_SOCKET", "/run/x")));
        assertTrue(supervises(Map.of("SYSTEMD_EXEC_PID", "" + self)));
        assertFalse(
                supervises(Map.of("INVOCATION_ID", "0a", "SYSTEMD_EXEC_PID", "1234567890")),
                "a program started by a service inherits its variables");
    }

    @Test
    void knowsWhetherItsOutputGoesToTheJournal() throws Exception {
        Path out = Files.createDirectories(systemd.root.resolve("proc/self/fd")).resolve("1");
        Files.writeString(out, "");
        Map<String, Object> facts = Files.readAttributes(out, "unix:dev,ino");

        assertTrue(keepsOutput(Map.of("JOURNAL_STREAM", facts.get("dev") + ":" + facts.get("ino"))));
        assertFalse(keepsOutput(Map.of("JOURNAL_STREAM", "1:2")), "a program started by a service inherits its variables");
        assertFalse(keepsOutput(Map.of()));
    }

    private boolean keepsOutput(Map<String, String> environment) {
        return systemd.supervisor(new Account("alice", 1000, systemd.home), environment).keepsOutput();
    }

    private boolean supervises(Map<String, String> environment) {
        return systemd.supervisor(new Account("alice", 1000, systemd.home), environment).supervisesThisProcess();
    }

    private State state() {
        return systemd.supervisor().state("openclaw-gateway").orElseThrow();
    }

    private String refusalOfStart() {
        return assertThrows(ServiceException.class, () -> systemd.supervisor().start("openclaw-gateway")).getMessage();
    }
}
