package org.openclaw.appliance.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.openclaw.appliance.windows.StubWindows.SERVICE;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.platform.InstalledService;
import org.openclaw.appliance.platform.OtherService;
import org.openclaw.appliance.platform.ServiceException;
import org.openclaw.appliance.platform.ServicePlan;
import org.openclaw.appliance.platform.ServiceSupervisor.State;

/** Against scripts that answer, and fail, as Windows' programs and procrun were seen to. */
@DisabledOnOs(OS.WINDOWS)
class ServiceControlManagerTest {

    @TempDir
    Path root;

    private final List<String> steps = new ArrayList<>();
    private StubWindows windows;
    private ServiceControlManager scm;

    @BeforeEach
    void start() throws Exception {
        windows = new StubWindows(root);
        scm = windows.supervisor();
    }

    @Test
    void namesServicesByProfile() {
        assertEquals("OpenClawGateway", scm.serviceName(Optional.empty()));
        assertEquals("OpenClawGateway$rescue", scm.serviceName(Optional.of("rescue")));
    }

    @Test
    void tellsProcrunWhatToRun() {
        List<String> arguments = ProcrunService.of(windows.plan(), SERVICE).arguments(false);

        assertEquals("//IS//OpenClawGateway", arguments.getFirst());
        for (String expected : List.of(
                "--DisplayName=OpenClaw Gateway", "--Startup=delayed", "--ServiceUser=NT AUTHORITY\\LocalService",
                "--Jvm=" + windows.home.resolve("runtime/bin/server/jvm.dll"),
                "--Classpath=" + windows.home.resolve("lib/appliance.jar"), "--JvmOptions=-Xrs", "++JvmOptions=-XX:+UseSerialGC",
                "--JvmMx=80", "--StartMode=jvm", "--StartClass=org.openclaw.appliance.ServiceMain", "--StartMethod=start",
                "--StartParams=gateway", "++StartParams=--port", "++StartParams=18789", "--StopMode=jvm",
                "--StopClass=org.openclaw.appliance.ServiceMain", "--StopMethod=stop", "--StopTimeout=330",
                "--LogPath=" + windows.stateDir.resolve("logs"), "++Environment='PATH=C:\\a;C:\\b'",
                "++Environment=OPENCLAW_SERVICE_MARKER=openclaw")) {
            assertTrue(arguments.contains(expected), expected + " in " + arguments);
        }
        assertEquals("//US//OpenClawGateway", ProcrunService.of(windows.plan(), SERVICE).arguments(true).getFirst());
    }

    @Test
    void installsForAnAccountThatMayWriteItsState() throws Exception {
        scm.install(windows.plan(), steps::add);
        List<String> changes = windows.changes();

        assertEquals(
                List.of(
                        "icacls.exe " + root.resolve("work") + " /grant *S-1-5-19:(OI)(CI)M /Q",
                        "icacls.exe " + windows.stateDir + " /grant *S-1-5-19:(OI)(CI)M /Q"),
                changes.subList(0, 2));
        assertTrue(changes.get(2).startsWith("prunsrv.exe //IS//OpenClawGateway --DisplayName="), changes.get(2));
        assertEquals(List.of("restart OpenClawGateway"), windows.nativeCalls);
        assertEquals(Optional.of(new State(false, 0, "STOPPED")), scm.state(SERVICE));
        assertEquals(List.of(), scm.drift(windows.plan()));
    }

    @Test
    void readsWhatIsInstalled() throws Exception {
        assertEquals(Optional.empty(), scm.installed(SERVICE));
        scm.install(windows.plan(), steps::add);
        InstalledService installed = scm.installed(SERVICE).orElseThrow();

        assertEquals(
                List.of(windows.home.resolve("bin/openclaw.cmd").toString(), "gateway", "--port", "18789"), installed.command());
        assertEquals(18_789, installed.port().orElseThrow());
        assertEquals("C:\\a;C:\\b", installed.environment().get("PATH"));
        assertEquals(windows.stateDir.toString(), installed.environment().get("OPENCLAW_STATE_DIR"));
        assertTrue(installed.enabled() && installed.system());
    }

    @Test
    void changesWhatIsInstalledWithoutDoublingLists() throws Exception {
        scm.install(windows.plan(), steps::add);
        windows.calls();
        scm.install(windows.plan(windows.home, 18_800, Map.of()), steps::add);

        assertTrue(windows.changes().stream().anyMatch(call -> call.startsWith("prunsrv.exe //US//OpenClawGateway ")));
        assertEquals(18_800, scm.installed(SERVICE).orElseThrow().port().orElseThrow());
        assertEquals(List.of(), scm.drift(windows.plan(windows.home, 18_800, Map.of())));
    }

    @Test
    void followsTheDistributionToAnotherDirectory() throws Exception {
        scm.install(windows.plan(), steps::add);
        Path moved = windows.distribution("OpenClaw 2");
        scm.install(windows.plan(moved, 18_789, Map.of()), steps::add);

        assertTrue(windows.nativeCalls.contains(
                "start OpenClawGateway with \"" + moved.resolve("bin/prunsrv.exe") + "\" //RS//OpenClawGateway"));
    }

    @Test
    void keepsSecretsOutOfTheRegistry() throws Exception {
        scm.install(windows.plan(windows.home, 18_789, Map.of("OPENCLAW_GATEWAY_TOKEN", "hun\"ter\\22\n")), steps::add);
        Path secrets = windows.stateDir.resolve("service/OpenClawGateway.env");
        List<String> changes = windows.changes();

        assertFalse(changes.toString().contains("hun"), changes.toString());
        assertTrue(changes.contains("icacls.exe " + secrets.getParent() + " /inheritance:r /grant:r *S-1-5-18:(OI)(CI)F "
                + "*S-1-5-32-544:(OI)(CI)F *S-1-5-19:(OI)(CI)R /Q"));
        assertEquals("OPENCLAW_GATEWAY_TOKEN=\"hun\\\"ter\\\\22\\n\"\n", Files.readString(secrets));
        assertEquals(
                secrets.toString(), scm.installed(SERVICE).orElseThrow().environment().get("OPENCLAW_SERVICE_ENV_FILE"));

        scm.uninstall(SERVICE, steps::add);
        assertFalse(Files.exists(secrets));
    }

    @Test
    void saysWhatToDoWithoutTheRight() {
        windows.elevated = false;
        String said = refusal(() -> scm.install(windows.plan(), steps::add));

        assertTrue(said.contains("Run as administrator") && said.contains("shell:startup"), said);
        assertEquals(Optional.of(said), scm.obstacle());
    }

    @Test
    void putsTheOldSettingsBackWhenTheNewOnesAreRefused() throws Exception {
        scm.install(windows.plan(), steps::add);
        windows.fail("prunsrv.exe", "US", 5);
        String said = refusal(() -> scm.install(windows.plan(windows.home, 18_800, Map.of()), steps::add));

        assertTrue(said.contains("administrator") && said.contains("the earlier settings are back"), said);
        assertEquals(List.of(), scm.drift(windows.plan()));
    }

    @Test
    void leavesNothingBehindWhenTheFirstInstallationIsRefused() throws Exception {
        windows.fail("prunsrv.exe", "IS", 6);
        refusal(() -> scm.install(windows.plan(), steps::add));

        assertEquals(Optional.empty(), scm.installed(SERVICE));
        assertEquals(Optional.empty(), scm.state(SERVICE));
    }

    @Test
    void saysWhichPartIsMissing() throws Exception {
        Files.delete(windows.home.resolve("bin/prunsrv.exe"));

        assertTrue(refusal(() -> scm.install(windows.plan(), steps::add)).contains("prunsrv.exe"));
    }

    @Test
    void refusesWhatProcrunCantWrite() {
        ServicePlan plan = windows.plan();
        ServicePlan odd = new ServicePlan(
                plan.profile(), plan.version(), plan.command(), plan.workingDirectory(), plan.stateDir(), plan.writable(),
                Map.of("A", "it's"), Map.of(), plan.port(), false, Optional.empty(), 0);

        assertTrue(refusal(() -> scm.install(odd, steps::add)).contains("quote"));
    }

    @Test
    void aServiceThatIsNotRestartedAfterFailuresIsNamed() throws Exception {
        windows.nativeFailure = Optional.of("OpenService: error 5");
        scm.install(windows.plan(), steps::add);

        assertTrue(steps.getLast().contains("OpenService: error 5") && steps.getLast().contains("Recovery"), steps.getLast());
    }

    @Test
    void startsAndIsContentWithWhatRuns() throws Exception {
        scm.install(windows.plan(), steps::add);
        scm.start(SERVICE);
        scm.start(SERVICE);

        assertEquals(Optional.of(new State(true, 4728, "RUNNING")), scm.state(SERVICE));
    }

    @Test
    void stopsUntilTheServiceHasEnded() throws Exception {
        scm.install(windows.plan(), steps::add);
        scm.start(SERVICE);
        windows.endsSlowly(3);
        scm.stop(SERVICE, false);

        assertEquals(Optional.of(new State(false, 0, "STOPPED")), scm.state(SERVICE));
        assertEquals(3, windows.pauses.size());
        scm.stop(SERVICE, false);
        scm.stop("OpenClawGateway$none", false);
    }

    @Test
    void staysOffAndStartsAgainByHand() throws Exception {
        scm.install(windows.plan(), steps::add);
        scm.start(SERVICE);
        windows.calls();
        scm.stop(SERVICE, true);

        assertEquals(List.of("sc.exe config OpenClawGateway start= demand", "sc.exe stop OpenClawGateway"), windows.changes());
        assertFalse(scm.installed(SERVICE).orElseThrow().enabled());
        assertTrue(scm.drift(windows.plan()).contains("the service does not start with the machine"));
        windows.calls();
        scm.start(SERVICE);
        assertEquals(
                List.of("sc.exe config OpenClawGateway start= delayed-auto", "sc.exe start OpenClawGateway"), windows.changes());
    }

    @Test
    void saysWhyItCouldNotBeStoppedOrStarted() throws Exception {
        scm.install(windows.plan(), steps::add);
        windows.fail("sc.exe", "start", 5);
        assertTrue(refusal(() -> scm.start(SERVICE)).contains("access denied"));

        windows.neverRuns();
        assertTrue(refusal(() -> scm.start(SERVICE)).contains("does not run"));
        assertTrue(refusal(() -> scm.start("OpenClawGateway$none")).contains("openclaw gateway install"));

        Files.delete(root.resolve("windows/never-runs"));
        scm.start(SERVICE);
        windows.fail("sc.exe", "stop", 5);
        assertTrue(refusal(() -> scm.stop(SERVICE, false)).contains("access denied"));
        assertTrue(scm.state(SERVICE).orElseThrow().active());
    }

    @Test
    void restartsWhatRunsAndWhatDoesNot() throws Exception {
        scm.install(windows.plan(), steps::add);
        scm.restart(SERVICE);
        windows.calls();
        scm.restart(SERVICE);

        assertEquals(List.of("sc.exe stop OpenClawGateway", "sc.exe start OpenClawGateway"), windows.changes());
        assertTrue(scm.state(SERVICE).orElseThrow().active());
    }

    @Test
    void isNotStoppedByAProgramOfItsOwn() throws Exception {
        scm.install(windows.plan(), steps::add);
        scm.start(SERVICE);
        windows.ancestors.add(4728L);

        assertTrue(refusal(() -> scm.stop(SERVICE, false)).contains("it runs itself"));
        assertTrue(refusal(() -> scm.uninstall(SERVICE, steps::add)).contains("it runs itself"));
        assertTrue(refusal(() -> scm.restart(SERVICE)).contains("it runs itself"));
        assertTrue(scm.state(SERVICE).orElseThrow().active());
    }

    @Test
    void uninstallsAfterStopping() throws Exception {
        scm.install(windows.plan(), steps::add);
        scm.start(SERVICE);
        windows.calls();
        scm.uninstall(SERVICE, steps::add);

        assertEquals(List.of("sc.exe stop OpenClawGateway", "prunsrv.exe //DS//OpenClawGateway"), windows.changes());
        assertEquals(Optional.empty(), scm.state(SERVICE));
        scm.uninstall(SERVICE, steps::add);
    }

    @Test
    void removesAServiceWhoseProgramIsGone() throws Exception {
        scm.install(windows.plan(), steps::add);
        Files.delete(windows.home.resolve("bin/prunsrv.exe"));
        scm.uninstall(SERVICE, steps::add);

        assertEquals(Optional.empty(), scm.installed(SERVICE));
    }

    @Test
    void saysWhoKeepsAServiceThatIsMarkedForDeletion() throws Exception {
        scm.install(windows.plan(), steps::add);
        windows.fail("prunsrv.exe", "DS", 9);
        windows.fail("sc.exe", "delete", 1072);

        assertTrue(refusal(() -> scm.uninstall(SERVICE, steps::add)).contains("close the Services window"));
    }

    @Test
    void namesEveryDifference() throws Exception {
        scm.install(windows.plan(), steps::add);
        List<String> drift = scm.drift(windows.plan(windows.home, 18_800, Map.of("T", "x")));

        assertTrue(drift.contains("Start\\Params is gateway --port 18789; it should be gateway --port 18800"), drift.toString());
        assertTrue(drift.toString().contains("the variable OPENCLAW_SERVICE_ENV_FILE is missing"), drift.toString());
    }

    @Test
    void findsOtherGateways() throws Exception {
        scm.install(windows.plan(), steps::add);
        windows.plant("OpenClawGateway$gone", "C:\\old\\prunsrv.exe //RS//OpenClawGateway$gone", false);
        windows.plant("ClawdbotGateway", "C:\\c.exe", false);
        windows.plant("Spooler", "C:\\s.exe", true);
        windows.tasks("""
                "\\Microsoft\\Windows\\Defrag","N/A","Bereit"
                "\\Clawdbot Gateway (rescue)","N/A","Running"
                "\\OpenClaw Gateway","N/A","Bereit"
                """);
        windows.environment.put("APPDATA", root.resolve("roaming").toString());
        Path startup = root.resolve("roaming/Microsoft/Windows/Start Menu/Programs/Startup");
        Files.createDirectories(startup);
        Files.writeString(startup.resolve("Clawdbot Gateway.cmd"), "");
        Files.writeString(startup.resolve("desktop.ini"), "");

        assertEquals(
                List.of("ClawdbotGateway LEGACY false", "OpenClawGateway PROFILE false", "OpenClawGateway$gone STALE false"),
                seen(scm.others(false)));
        assertEquals(
                List.of(
                        "\\Clawdbot Gateway (rescue) LEGACY true", "\\OpenClaw Gateway FOREIGN false",
                        "Clawdbot Gateway.cmd LEGACY false"),
                seen(scm.others(true)).subList(3, 6));
    }

    @Test
    void refusesBesideAnActiveServiceUnderAnOldName() throws Exception {
        windows.plant("ClawdbotGateway", "C:\\c.exe", true);

        assertTrue(refusal(() -> scm.install(windows.plan(), steps::add)).endsWith("sc.exe delete \"ClawdbotGateway\""));
    }

    private static List<String> seen(List<OtherService> services) {
        return services.stream().map(found -> found.name() + " " + found.kind() + " " + found.active()).toList();
    }

    private static String refusal(Executable action) {
        return assertThrows(ServiceException.class, action).getMessage();
    }
}
