package org.openclaw.appliance.macos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.openclaw.appliance.macos.StubMac.LABEL;
import static org.openclaw.appliance.macos.StubMac.TARGET;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.platform.InstalledService;
import org.openclaw.appliance.platform.OtherService;
import org.openclaw.appliance.platform.OtherService.Kind;
import org.openclaw.appliance.platform.ServiceException;
import org.openclaw.appliance.platform.ServicePlan;
import org.openclaw.appliance.platform.ServiceSupervisor.State;

/** Against a script that answers, and fails, as launchctl was seen to. */
@DisabledOnOs(OS.WINDOWS)
class LaunchdSupervisorTest {

    @TempDir
    Path root;

    private static final String REARM = TARGET + ".rearm";

    private final List<String> steps = new ArrayList<>();
    private StubMac mac;
    private LaunchdSupervisor launchd;

    @BeforeEach
    void start() throws Exception {
        mac = new StubMac(root);
        launchd = mac.supervisor();
    }

    @Test
    void namesServicesByProfile() {
        assertEquals("ai.openclaw.gateway", launchd.serviceName(Optional.empty()));
        assertEquals("ai.openclaw.rescue", launchd.serviceName(Optional.of("rescue")));
    }

    @Test
    void installsEnablesAndRegisters() throws Exception {
        launchd.install(mac.plan(), steps::add);

        assertEquals(registrations(), mac.changes());
        assertEquals("rw-r--r--", mode(mac.plist()));
        assertEquals("rw-r--r--", mode(mac.rearmPlist()));
        assertEquals(Optional.of(new State(true, 812, "running")), launchd.state(LABEL));
        assertEquals(List.of(), launchd.drift(mac.plan()));
        assertEquals(List.of(), mac.pauses);
    }

    @Test
    void readsWhatIsInstalled() throws Exception {
        assertEquals(Optional.empty(), launchd.installed(LABEL));
        launchd.install(mac.plan(18_790, Map.of("OPENCLAW_GATEWAY_TOKEN", "hunter22")), steps::add);
        InstalledService installed = launchd.installed(LABEL).orElseThrow();

        assertEquals(mac.plist().toString(), installed.definition());
        assertEquals(List.of("/opt/openclaw/bin/openclaw", "gateway", "--port", "18790"), installed.command());
        assertEquals(18_790, installed.port().orElseThrow());
        assertEquals("openclaw", installed.environment().get(ServicePlan.MARKER));
        assertTrue(installed.enabled());
        assertFalse(installed.system());
    }

    @Test
    void keepsSecretsOutOfTheDefinition() throws Exception {
        launchd.install(mac.plan(18_789, Map.of("OPENCLAW_GATEWAY_TOKEN", "hunter22")), steps::add);
        Path secrets = mac.stateDir().resolve("service/" + LABEL + ".env");

        assertFalse(Files.readString(mac.plist()).contains("hunter22"));
        assertEquals("OPENCLAW_GATEWAY_TOKEN='hunter22'\n", Files.readString(secrets));
        assertEquals("rw-------", mode(secrets));
        assertEquals("rwx------", mode(secrets.getParent()));

        launchd.uninstall(LABEL, steps::add);
        assertFalse(Files.exists(secrets));
    }

    @Test
    void leavesAnEqualRegistrationAlone() throws Exception {
        launchd.install(mac.plan(), steps::add);
        mac.calls();
        launchd.install(mac.plan(), steps::add);

        assertEquals(List.of(), mac.changes());
    }

    @Test
    void replacesARegistrationOnlyAfterTheOldOneIsGone() throws Exception {
        launchd.install(mac.plan(), steps::add);
        mac.calls();
        mac.endsSlowly(3);
        launchd.install(mac.plan(18_800, Map.of()), steps::add);

        List<String> calls = mac.calls();
        int bootout = calls.indexOf("bootout " + TARGET);
        int bootstrap = calls.indexOf("bootstrap gui/501 " + mac.plist());
        assertTrue(bootout >= 0 && bootstrap > bootout, calls.toString());
        assertTrue(calls.subList(bootout, bootstrap).stream().filter(("print " + TARGET)::equals).count() >= 4, calls.toString());
        assertEquals(18_800, launchd.installed(LABEL).orElseThrow().port().orElseThrow());
    }

    @Test
    void waitsWhileLaunchdIsBusy() throws Exception {
        mac.fail("bootstrap", 37, 36, 5);
        launchd.install(mac.plan(), steps::add);

        assertEquals(List.of(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4)), mac.pauses);
        assertTrue(launchd.state(LABEL).orElseThrow().active());
    }

    @Test
    void putsTheOldRegistrationBackWhenTheNewOneIsRefused() throws Exception {
        launchd.install(mac.plan(), steps::add);
        String before = Files.readString(mac.plist());
        mac.fail("bootstrap", 5, 5, 5, 5, 5, 5, 0);
        String said = refusal(() -> launchd.install(mac.plan(18_800, Map.of()), steps::add));

        assertTrue(said.contains("plutil -lint") && said.endsWith("the earlier definition is registered again"), said);
        assertEquals(before, Files.readString(mac.plist()));
        assertTrue(launchd.state(LABEL).orElseThrow().active());
        assertEquals(Set.of(mac.plist(), mac.rearmPlist()), Set.copyOf(Files.list(mac.plist().getParent()).toList()));
    }

    @Test
    void leavesNothingBehindWhenTheFirstRegistrationIsRefused() throws Exception {
        mac.fail("bootstrap", 125);
        String said = refusal(() -> launchd.install(mac.plan(), steps::add));

        assertTrue(said.contains("desktop session"), said);
        assertFalse(Files.exists(mac.plist()));
    }

    @Test
    void refusesToCompeteWithTheSystemsService() throws Exception {
        mac.plant("Library/LaunchDaemons", LABEL, "/opt/x", "A", false);
        String said = refusal(() -> launchd.install(mac.plan(), steps::add));

        assertTrue(said.contains("sudo launchctl bootout system/" + LABEL), said);
        assertEquals(List.of(), mac.changes());
    }

    @Test
    void refusesBesideAnActiveServiceUnderAnOldName() throws Exception {
        Path old = mac.plant("Users/me/Library/LaunchAgents", "com.clawdbot.gateway", "/opt/x", "A", true);
        String said = refusal(() -> launchd.install(mac.plan(), steps::add));

        assertTrue(said.endsWith("launchctl bootout gui/501/com.clawdbot.gateway; rm '" + old + "'"), said);
    }

    @Test
    void isNoServiceOfTheSystemOrOfRoot() {
        ServicePlan plan = mac.plan();
        ServicePlan system = new ServicePlan(
                plan.profile(), plan.version(), plan.command(), plan.workingDirectory(), plan.stateDir(), plan.writable(),
                plan.environment(), plan.secretEnvironment(), plan.port(), true, Optional.of("me"), 0);

        assertTrue(refusal(() -> launchd.install(system, steps::add)).contains("LaunchDaemon"));
        assertTrue(refusal(() -> mac.supervisor(0).install(plan, steps::add)).contains("root"));
    }

    @Test
    void stopsUntilTheProcessIsGone() throws Exception {
        launchd.install(mac.plan(), steps::add);
        mac.calls();
        mac.endsSlowly(2);
        launchd.stop(LABEL, false);

        assertEquals(List.of("bootout " + REARM, "bootout " + TARGET), mac.changes());
        assertEquals(Optional.empty(), launchd.state(LABEL));
        assertFalse(mac.isDisabled());
        launchd.stop(LABEL, false);
        assertEquals(List.of(), mac.changes());
    }

    @Test
    void staysOffAndStartsAgainByHand() throws Exception {
        launchd.install(mac.plan(), steps::add);
        mac.calls();
        launchd.stop(LABEL, true);

        assertEquals(
                List.of("disable " + REARM, "bootout " + REARM, "disable " + TARGET, "bootout " + TARGET), mac.changes());
        assertTrue(mac.isDisabled());
        assertFalse(launchd.installed(LABEL).orElseThrow().enabled());

        mac.calls();
        launchd.start(LABEL);
        assertEquals(registrations(), mac.changes());
        assertTrue(launchd.state(LABEL).orElseThrow().active());
    }

    @Test
    void saysHowToStopByHandWhenItCantBeConfirmed() throws Exception {
        launchd.install(mac.plan(), steps::add);
        mac.endsSlowly(100_000);

        String said = refusal(() -> launchd.stop(LABEL, false));

        assertTrue(said.contains("`launchctl bootout " + TARGET + "`") && said.contains("exit status 36"), said);
    }

    @Test
    void anUnansweredLookIsNoProofThatTheServiceIsGone() throws Exception {
        launchd.install(mac.plan(), steps::add);
        // The re-arm job goes first, and goes.
        mac.fail("bootout", 0, 5);
        mac.fail("print", 0, 0, 0, 1, 1, 1);

        assertTrue(refusal(() -> launchd.stop(LABEL, false)).contains("exit status 5"));
    }

    @Test
    void aSecondJobStartsWhatLaunchdGaveUpOnAndLeavesAlone() throws Exception {
        launchd.install(mac.plan(), steps::add);
        mac.runRearmJob();
        assertEquals(812, launchd.state(LABEL).orElseThrow().pid());

        mac.park();
        assertFalse(launchd.state(LABEL).orElseThrow().active());
        mac.runRearmJob();
        assertEquals(Optional.of(new State(true, 813, "running")), launchd.state(LABEL));
    }

    @Test
    void theSecondJobBringsNothingBackThatItsOwnerStopped() throws Exception {
        for (boolean staysOff : List.of(false, true)) {
            launchd.install(mac.plan(), steps::add);
            launchd.stop(LABEL, staysOff);
            assertEquals(113, mac.runRearmJob());
            assertEquals(Optional.empty(), launchd.state(LABEL));
        }
    }

    @Test
    void theServiceRunsWithoutTheSecondJobToo() throws Exception {
        mac.fail("bootstrap", 0, 125);
        launchd.install(mac.plan(), steps::add);

        assertTrue(launchd.state(LABEL).orElseThrow().active());
        assertTrue(steps.getLast().startsWith("the service runs, but"), steps.toString());
        assertEquals(
                List.of(mac.rearmPlist() + ", which starts the service again after launchd gave up on it, is missing"),
                launchd.drift(mac.plan()));

        launchd.start(LABEL);
        assertEquals(List.of(), launchd.drift(mac.plan()));
    }

    @Test
    void theSecondJobIsNoGateway() throws Exception {
        launchd.install(mac.plan(), steps::add);

        assertEquals(List.of(LABEL), launchd.others(true).stream().map(OtherService::name).toList());
    }

    @Test
    void restartsTheRunningJob() throws Exception {
        launchd.install(mac.plan(), steps::add);
        mac.calls();
        launchd.restart(LABEL);

        assertEquals(List.of("kickstart -k " + TARGET), mac.changes());
        assertEquals(Optional.of(new State(true, 813, "running")), launchd.state(LABEL));
    }

    @Test
    void startsAJobThatStaysDownAfterItsRestart() throws Exception {
        launchd.install(mac.plan(), steps::add);
        mac.calls();
        mac.staysDownWhenKilled();
        launchd.restart(LABEL);

        assertEquals(List.of("kickstart -k " + TARGET, "kickstart " + TARGET), mac.changes());
        assertTrue(launchd.state(LABEL).orElseThrow().active());
    }

    @Test
    void restartStartsWhatIsStopped() throws Exception {
        launchd.install(mac.plan(), steps::add);
        launchd.stop(LABEL, false);
        launchd.restart(LABEL);

        assertTrue(launchd.state(LABEL).orElseThrow().active());
    }

    @Test
    void restartsFromWithinThroughAProcessOutside() throws Exception {
        launchd.install(mac.plan(), steps::add);
        mac.ancestors.add(812L);
        launchd.restart(LABEL);

        for (int looks = 0; looks < 200 && launchd.state(LABEL).orElseThrow().pid() != 813; looks++) {
            LockSupport.parkNanos(50_000_000);
        }
        assertEquals(813, launchd.state(LABEL).orElseThrow().pid());
    }

    @Test
    void cantBeStoppedOrRemovedFromWithin() throws Exception {
        launchd.install(mac.plan(), steps::add);
        mac.environment.put("XPC_SERVICE_NAME", LABEL);
        mac.calls();

        assertTrue(refusal(() -> launchd.stop(LABEL, false)).contains("from a terminal"));
        assertTrue(refusal(() -> launchd.uninstall(LABEL, steps::add)).contains("from a terminal"));
        assertTrue(refusal(() -> launchd.install(mac.plan(18_800, Map.of()), steps::add)).contains("from a terminal"));
        assertEquals(List.of(), mac.changes());
    }

    @Test
    void saysWhatIsMissingToStart() {
        assertTrue(refusal(() -> launchd.start(LABEL)).contains("openclaw gateway install"));
        assertTrue(refusal(() -> launchd.restart(LABEL)).contains("openclaw gateway install"));
    }

    @Test
    void uninstallsTwice() throws Exception {
        launchd.install(mac.plan(), steps::add);
        launchd.uninstall(LABEL, steps::add);
        launchd.uninstall(LABEL, steps::add);

        assertFalse(Files.exists(mac.plist()));
        assertFalse(Files.exists(mac.rearmPlist()));
        assertEquals(Optional.empty(), launchd.state(LABEL));
        assertEquals(Optional.empty(), launchd.state(LABEL + ".rearm"));
    }

    @Test
    void namesEveryDifferenceAndNoSecret() throws Exception {
        launchd.install(mac.plan(), steps::add);
        Files.writeString(mac.plist(), Files.readString(mac.plist())
                .replace("<integer>10</integer>", "<integer>1</integer>")
                .replace("<key>OPENCLAW_PROFILE</key>", "<key>MY_TOKEN</key><string>hunter22</string><key>OPENCLAW_PROFILE</key>"));

        assertEquals(
                List.of(
                        "the definition, which everybody may read, holds the variable MY_TOKEN",
                        "ThrottleInterval is 1; it should be 10"),
                launchd.drift(mac.plan()));
        assertTrue(launchd.drift(mac.plan(18_800, Map.of())).toString().contains("18800"));
    }

    @Test
    void findsOtherGateways() throws Exception {
        String program = mac.plist().getRoot().resolve("bin/sh").toString();
        mac.plant("Users/me/Library/LaunchAgents", "ai.openclaw.rescue", program, ServicePlan.MARKER, true);
        mac.plant("Users/me/Library/LaunchAgents", "ai.openclaw.gone", "/no/such", ServicePlan.MARKER, false);
        mac.plant("Users/me/Library/LaunchAgents", "com.clawdbot.gateway", "/opt/x", "A", false);
        mac.plant("Users/me/Library/LaunchAgents", "com.example.backup", "/opt/x", "A", false);
        mac.plant("Library/LaunchAgents", "com.example.theirs", "/opt/openclaw", "A", false);
        mac.plant("Library/LaunchDaemons", "com.example.system", "/opt/openclaw", "A", false);

        assertEquals(
                List.of("ai.openclaw.gone STALE false", "ai.openclaw.rescue PROFILE true", "com.clawdbot.gateway LEGACY false"),
                seen(launchd.others(false)));
        assertEquals(
                List.of("com.example.theirs FOREIGN false", "com.example.system FOREIGN false"),
                seen(launchd.others(true)).subList(3, 5));
        assertEquals(
                "sudo launchctl bootout system/com.example.system; sudo rm '"
                        + root.resolve("Library/LaunchDaemons/com.example.system.plist") + "'",
                launchd.others(true).getLast().cleanup());
        assertEquals(Kind.FOREIGN, launchd.others(true).getLast().kind());
    }

    private List<String> registrations() {
        return List.of(
                "enable " + TARGET, "bootstrap gui/501 " + mac.plist(),
                "enable " + REARM, "bootstrap gui/501 " + mac.rearmPlist());
    }

    private static List<String> seen(List<OtherService> services) {
        return services.stream().map(found -> found.name() + " " + found.kind() + " " + found.active()).toList();
    }

    private static String refusal(Executable action) {
        return assertThrows(ServiceException.class, action).getMessage();
    }

    private static String mode(Path file) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
