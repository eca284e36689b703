package org.openclaw.appliance.linux.systemd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.linux.account.Account;
import org.openclaw.appliance.platform.ServiceException;
import org.openclaw.appliance.platform.ServicePlan;

@EnabledOnOs(OS.LINUX)
class InstallTest {

    private static final String UNIT = "openclaw-gateway.service";
    private static final String OLD_UNIT = "[Service]\nExecStart=/usr/bin/node /opt/old/clawdbot/dist/index.js gateway\n";

    @TempDir
    Path directory;

    private final List<String> steps = new ArrayList<>();
    private FakeSystemd systemd;

    @BeforeEach
    void boot() throws Exception {
        systemd = new FakeSystemd(directory);
    }

    @Test
    void writesAUsersServiceAndEnablesIt() throws Exception {
        ServicePlan plan = Plans.user(systemd.home);
        systemd.supervisor().install(plan, steps::add);

        Path secrets = plan.stateDir().resolve("gateway.systemd.env");
        assertTrue(Files.readString(systemd.userUnit(UNIT)).contains("EnvironmentFile=-" + secrets + "\n"));
        assertTrue(Files.readString(secrets).contains("OPENCLAW_GATEWAY_TOKEN=\"not-for-everybody\"\n"));
        assertEquals("rw-------", mode(secrets));
        assertEquals("rw-r--r--", mode(systemd.userUnit(UNIT)));
        assertEquals(
                List.of("systemctl --user daemon-reload", "systemctl --user enable " + UNIT, "loginctl enable-linger alice"),
                systemd.changes());
        assertTrue(steps.contains("The service goes on when alice logs out (lingering is on)."), steps.toString());
        assertEquals(List.of(), leftovers());
    }

    @Test
    void saysWhatToTypeWhereLingeringMayNotBeTurnedOn() throws Exception {
        systemd.has("fail-enable-linger", "");
        systemd.supervisor().install(Plans.user(systemd.home), steps::add);

        assertTrue(steps.getLast().endsWith("sudo loginctl enable-linger alice"), steps.toString());
    }

    @Test
    void leavesLingeringAloneWhereItIsOn() throws Exception {
        systemd.has("root/var/lib/systemd/linger/alice", "");
        systemd.supervisor().install(Plans.user(systemd.home), steps::add);

        assertFalse(systemd.changes().stream().anyMatch(call -> call.startsWith("loginctl")));
    }

    @Test
    void putsTheOldDefinitionBackWhereTheManagerRefusesTheNewOne() throws Exception {
        ServicePlan plan = Plans.user(systemd.home);
        systemd.hasUserUnit(UNIT, "[Service]\nExecStart=/old\n");
        systemd.has("fail-enable", "1\nFailed to enable unit: File openclaw.service already exists\n");
        Path secrets = plan.stateDir().resolve("gateway.systemd.env");

        ServiceException refused = refusal(plan);

        assertTrue(refused.getMessage().contains("already exists"), refused.getMessage());
        assertEquals("[Service]\nExecStart=/old\n", Files.readString(systemd.userUnit(UNIT)));
        assertFalse(Files.exists(secrets));
        assertEquals("systemctl --user daemon-reload", systemd.changes().getLast());
    }

    @Test
    void leavesNothingBehindWhereTheManagerCantLoadTheUnit() throws Exception {
        systemd.has("show/" + UNIT, "LoadState=bad-setting\n");

        assertTrue(refusal(Plans.user(systemd.home)).getMessage().contains("bad-setting"));
        assertFalse(Files.exists(systemd.userUnit(UNIT)));
    }

    @Test
    void tellsSessionsWithoutAManagerHowToGetOne() throws Exception {
        systemd.has("down-user", "Failed to connect to bus: No medium found\n");

        String sentence = refusal(Plans.user(systemd.home)).getMessage();

        assertTrue(sentence.contains("sudo loginctl enable-linger alice"), sentence);
        assertTrue(sentence.contains("export XDG_RUNTIME_DIR=" + systemd.root.resolve("run/user/1000")), sentence);
        assertFalse(Files.exists(systemd.userUnit(UNIT)));
    }

    @Test
    void tellsThoseWhoUseSudoForAUsersService() throws Exception {
        systemd.has("down-user", "Failed to connect to bus: No medium found\n");
        SystemdSupervisor sudo =
                systemd.supervisor(new Account("root", 0, systemd.home), Map.of("SUDO_USER", "alice"));

        String sentence = assertThrows(ServiceException.class, () -> sudo.install(Plans.user(systemd.home), steps::add))
                .getMessage();
        assertTrue(sentence.contains("without sudo") && sentence.contains("--system --user alice"), sentence);
    }

    @Test
    void refusesWhileAnOlderGatewayRuns() throws Exception {
        systemd.hasUserUnit("clawdbot-gateway.service", OLD_UNIT).has("active/clawdbot-gateway.service", "0");

        String sentence = refusal(Plans.user(systemd.home)).getMessage();

        assertTrue(sentence.contains("systemctl --user disable --now clawdbot-gateway.service; rm "), sentence);
        assertFalse(Files.exists(systemd.userUnit(UNIT)));
    }

    @Test
    void refusesWhileTheSystemRunsTheSameGateway() throws Exception {
        systemd.has("root/etc/systemd/system/" + UNIT, OLD_UNIT).has("active/" + UNIT, "0");

        String sentence = refusal(Plans.user(systemd.home)).getMessage();

        assertTrue(sentence.contains("sudo systemctl disable --now " + UNIT), sentence);
    }

    @Test
    void mentionsAnOlderGatewayThatDoesNotRun() throws Exception {
        systemd.hasUserUnit("moltbot-gateway-rescue.service", OLD_UNIT);
        systemd.supervisor().install(Plans.profile(systemd.home, "rescue"), steps::add);

        assertTrue(steps.getFirst().contains("moltbot-gateway-rescue.service defines a gateway too"), steps.toString());
        assertTrue(Files.exists(systemd.userUnit("openclaw-gateway-rescue.service")));
    }

    @Test
    void leavesTheShortNameToAUnitThatHasIt() throws Exception {
        systemd.hasUserUnit("openclaw.service", "[Service]\nExecStart=/usr/bin/captain-claw-game\n");
        systemd.supervisor().install(Plans.user(systemd.home), steps::add);

        assertFalse(Files.readString(systemd.userUnit(UNIT)).contains("Alias="));
        assertTrue(steps.stream().anyMatch(step -> step.contains("another openclaw.service")), steps.toString());
    }

    @Test
    void aMaskedServiceStaysMasked() throws Exception {
        Files.createDirectories(systemd.userUnit(UNIT).getParent());
        Files.createSymbolicLink(systemd.userUnit(UNIT), Path.of("null"));

        assertTrue(refusal(Plans.user(systemd.home)).getMessage().contains("systemctl --user unmask " + UNIT));
        assertTrue(Files.isSymbolicLink(systemd.userUnit(UNIT)));
    }

    @Test
    void keepsTheShortNameThatIsItsOwn() throws Exception {
        systemd.supervisor().install(Plans.user(systemd.home), steps::add);
        Files.createSymbolicLink(systemd.userUnit("openclaw.service"), systemd.userUnit(UNIT));
        systemd.supervisor().install(Plans.user(systemd.home), steps::add);

        assertTrue(Files.readString(systemd.userUnit(UNIT)).contains("Alias=openclaw.service"));
    }

    @Test
    void theSystemsServiceNeedsRootAndAnAccount() throws Exception {
        ServicePlan plan = Plans.system(Optional.of("openclaw"), systemd.home);
        assertTrue(refusal(plan).getMessage().contains("sudo"));
        assertTrue(rootsRefusal(Plans.system(Optional.empty())).contains("--user <name>"));
        assertTrue(rootsRefusal(Plans.system(Optional.of("nobody-here"))).contains("no account nobody-here"));
        assertTrue(rootsRefusal(Plans.system(Optional.of("x\nExecStart=/bin/evil"))).contains("can't be the name"));

        systemd.asRoot().install(plan, steps::add);

        String unit = Files.readString(systemd.root.resolve("etc/systemd/system").resolve(UNIT));
        assertTrue(unit.contains("User=openclaw\n") && unit.contains("WantedBy=multi-user.target"), unit);
        assertEquals("rw-------", mode(systemd.root.resolve("etc/openclaw/openclaw-gateway.env")));
        assertEquals(
                List.of("systemctl --system daemon-reload", "systemctl --system enable " + UNIT), systemd.changes());
    }

    @Test
    void theSystemsServiceMustBeAbleToUseItsDirectories() throws Exception {
        ServicePlan plan = Plans.system(Optional.of("openclaw"), systemd.home);
        systemd.asRoot().install(plan, steps::add);
        assertEquals("rwx------", mode(plan.stateDir()));
        ServicePlan others = Plans.system(Optional.of("mail"), systemd.home);
        assertTrue(rootsRefusal(others).contains("sudo chown -R mail: " + plan.stateDir()), rootsRefusal(others));
        Files.setPosixFilePermissions(systemd.home, PosixFilePermissions.fromString("rwx------"));
        assertTrue(rootsRefusal(others).contains("sudo env HOME=/var/mail openclaw"), rootsRefusal(others));
    }

    @Test
    void warnsOfAGatewayThatRunsAsRoot() throws Exception {
        systemd.asRoot().install(Plans.system(Optional.of("root")), steps::add);

        assertTrue(steps.getFirst().contains("as root"), steps.toString());
    }

    @Test
    void uninstallRemovesEverythingItWrote() throws Exception {
        ServicePlan plan = Plans.user(systemd.home);
        SystemdSupervisor supervisor = systemd.supervisor();
        supervisor.install(plan, steps::add);
        Files.createSymbolicLink(systemd.userUnit("openclaw.service"), systemd.userUnit(UNIT));
        supervisor.uninstall("openclaw-gateway", steps::add);

        assertFalse(Files.exists(systemd.userUnit(UNIT)));
        assertFalse(Files.isSymbolicLink(systemd.userUnit("openclaw.service")));
        assertFalse(Files.exists(plan.stateDir().resolve("gateway.systemd.env")));
        assertTrue(Files.exists(plan.stateDir()));
        assertEquals(
                List.of(
                        "systemctl --user disable " + UNIT, "systemctl --user stop " + UNIT, "systemctl --user daemon-reload",
                        "systemctl --user reset-failed " + UNIT),
                systemd.changes().subList(3, 7));
        supervisor.uninstall("openclaw-gateway", steps::add);
    }

    @Test
    void uninstallWorksWithoutAManagerAndLeavesOthersFiles() throws Exception {
        Path secrets = Files.writeString(directory.resolve("mine.env"), "A=1\n");
        systemd.hasUserUnit("clawdbot-gateway.service", OLD_UNIT + "EnvironmentFile=" + secrets + "\n");
        systemd.has("down-user", "Failed to connect to bus: No medium found\n");
        systemd.supervisor().uninstall("clawdbot-gateway", steps::add);

        assertFalse(Files.exists(systemd.userUnit("clawdbot-gateway.service")));
        assertTrue(Files.exists(secrets));
    }

    @Test
    void aServiceOfTheSystemIsOnlyRemovedByRoot() throws Exception {
        systemd.has("root/etc/systemd/system/" + UNIT, OLD_UNIT);

        assertThrows(ServiceException.class, () -> systemd.supervisor().uninstall("openclaw-gateway", steps::add));
        systemd.asRoot().uninstall("openclaw-gateway", steps::add);
        assertFalse(Files.exists(systemd.root.resolve("etc/systemd/system").resolve(UNIT)));
    }

    @Test
    void theMachinesWatchdogComesAndGoesWithTheServicesThatWantIt() throws Exception {
        ServicePlan plan = Plans.rebooting(Plans.system(Optional.of("openclaw"), systemd.home));
        systemd.asRoot().install(plan, steps::add);

        assertTrue(systemd.asRoot().installed("openclaw-gateway").orElseThrow().rebootsOnFailure());
        assertEquals(List.of("[Manager]", "RuntimeWatchdogSec=14"), Files.readAllLines(watchdog()).stream()
                .filter(line -> !line.startsWith("#"))
                .toList());
        assertEquals("rw-r--r--", mode(watchdog()));
        assertTrue(steps.toString().contains("fails 10 times within 5 minutes"), steps.toString());

        Path other = systemd.root.resolve("etc/systemd/system/openclaw-gateway-rescue.service");
        Files.writeString(other, "[Unit]\nStartLimitAction=reboot\n");
        systemd.asRoot().uninstall("openclaw-gateway", steps::add);
        assertTrue(Files.exists(watchdog()));

        systemd.asRoot().install(plan, steps::add);
        Files.delete(other);
        systemd.asRoot().install(Plans.system(Optional.of("openclaw"), systemd.home), steps::add);
        assertFalse(Files.exists(watchdog()));

        systemd.asRoot().install(plan, steps::add);
        systemd.asRoot().uninstall("openclaw-gateway", steps::add);
        assertFalse(Files.exists(watchdog()));
    }

    @Test
    void leavesSomebodyElsesWatchdogAlone() throws Exception {
        ServicePlan plan = Plans.rebooting(Plans.system(Optional.of("openclaw"), systemd.home));
        Files.createDirectories(watchdog().getParent());
        Files.writeString(watchdog(), "[Manager]\nRuntimeWatchdogSec=30\n");

        assertTrue(rootsRefusal(plan).contains("is not overwritten"));
        assertFalse(Files.exists(systemd.root.resolve("etc/systemd/system").resolve(UNIT)));

        systemd.asRoot().install(Plans.system(Optional.of("openclaw"), systemd.home), steps::add);
        systemd.asRoot().uninstall("openclaw-gateway", steps::add);
        assertEquals("[Manager]\nRuntimeWatchdogSec=30\n", Files.readString(watchdog()));
    }

    @Test
    void aUsersServiceNeverRestartsTheMachine() {
        assertTrue(refusal(Plans.rebooting(Plans.user(systemd.home))).getMessage().contains("--system"));
    }

    private Path watchdog() {
        return systemd.root.resolve("etc/systemd/system.conf.d/50-openclaw-watchdog.conf");
    }

    private ServiceException refusal(ServicePlan plan) {
        return assertThrows(ServiceException.class, () -> systemd.supervisor().install(plan, steps::add));
    }

    private String rootsRefusal(ServicePlan plan) {
        return assertThrows(ServiceException.class, () -> systemd.asRoot().install(plan, steps::add)).getMessage();
    }

    private List<String> leftovers() throws Exception {
        try (var files = Files.walk(systemd.home)) {
            return files.map(Path::toString).filter(file -> file.endsWith(".tmp")).toList();
        }
    }

    private static String mode(Path file) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
