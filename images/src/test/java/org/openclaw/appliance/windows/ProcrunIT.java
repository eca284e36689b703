package org.openclaw.appliance.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.platform.CommandRunner;
import org.openclaw.appliance.platform.InstalledService;
import org.openclaw.appliance.platform.ServicePlan;

/**
 * The shipped prunsrv.exe registers, changes and removes the service, and the registry says what was meant. Under Wine,
 * which has no Java machine, so that nothing is started.
 */
class ProcrunIT {

    private static final String SERVICE = "OpenClawGateway$rescue";
    private static final Path PRUNSRV = Path.of("target/windows/bin/prunsrv.exe");

    @TempDir
    static Path directory;

    private static Wine wine;
    private static Path home;
    private final List<String> steps = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        Optional<String> command = Wine.command();
        Assumptions.assumeTrue(command.isPresent(), "OPENCLAW_TEST_WINE names no command that runs Windows programs");
        home = Files.createDirectories(directory.resolve("Open Claw"));
        Files.createDirectories(home.resolve("bin"));
        Files.copy(PRUNSRV, home.resolve("bin/prunsrv.exe"));
        Files.createDirectories(ProcrunService.jvm(home).getParent());
        Files.writeString(ProcrunService.jvm(home), "");
        wine = Wine.start(command.get(), directory);
    }

    @AfterAll
    static void end() {
        if (wine != null) {
            wine.close();
        }
    }

    @Test
    void registersChangesAndRemovesTheService() throws Exception {
        ServiceControlManager scm = manager();
        scm.install(plan(18_801), steps::add);
        assertRegistered(scm, plan(18_801));

        scm.install(plan(18_802), steps::add);
        assertRegistered(scm, plan(18_802));
        assertEquals(
                List.of("installed the service " + SERVICE, "changed the service " + SERVICE),
                steps.stream().filter(step -> step.endsWith("the service " + SERVICE)).toList());

        String shown = procrun("//PS//" + SERVICE).text();
        assertTrue(shown.contains("--StartParams \"--profile#rescue#gateway#--port#18802\""), shown);
        assertEquals(0, procrun("//DS//" + SERVICE).exitStatus());
        assertEquals(Optional.empty(), scm.installed(SERVICE));
        assertEquals(Optional.empty(), new ServiceRegistry(new WindowsTools(wine, wine)).parameters(SERVICE));
    }

    /** A list in the registry, whose program Wine names by its drive, is read back as it was written. */
    private void assertRegistered(ServiceControlManager scm, ServicePlan plan) {
        List<String> drift = scm.drift(plan);
        assertEquals(1, drift.size(), drift.toString());
        assertTrue(drift.getFirst().startsWith("the service's program is \"Z:\\"), drift.getFirst());

        InstalledService installed = scm.installed(SERVICE).orElseThrow();
        assertEquals(plan.port(), installed.port().orElseThrow());
        assertEquals(plan.environment().get("PATH"), installed.environment().get("PATH"));
        assertTrue(installed.enabled());

        Map<String, String> service = new ServiceRegistry(new WindowsTools(wine, wine)).service(SERVICE).orElseThrow();
        assertEquals("OpenClaw Gateway (rescue)", service.get("DisplayName"));
        assertEquals("NT AUTHORITY\\LocalService", service.get("ObjectName"));
        assertEquals("1", service.get("DelayedAutoStart"));
        assertTrue(service.get("ImagePath").endsWith("bin\\prunsrv.exe\" //RS//" + SERVICE), service.get("ImagePath"));
    }

    private static CommandRunner.Output procrun(String word) {
        return wine.run(List.of(home.resolve("bin/prunsrv.exe").toString(), word)).orElseThrow();
    }

    private static ServiceControlManager manager() {
        WindowsTools tools = new WindowsTools(wine, wine);
        return new ServiceControlManager(new Kernel(), tools, new Permissive(), Map.of(), pid -> false, time -> {});
    }

    private static ServicePlan plan(int port) {
        return new ServicePlan(
                Optional.of("rescue"), "0.1.0",
                List.of(home.resolve("bin/openclaw.cmd").toString(), "--profile", "rescue", "gateway", "--port",
                        Integer.toString(port)),
                directory, directory.resolve("state dir"), List.of(),
                Map.of("PATH", "C:\\Windows;C:\\Program Files\\#1", "LANG", "de"), Map.of("OPENCLAW_GATEWAY_TOKEN", "hunter22"),
                port, false, Optional.empty(), 0);
    }

    /** What advapi32 does has no Java machine here to ask for it. */
    private record Permissive() implements ServiceSettings {

        @Override
        public boolean mayManageServices() {
            return true;
        }

        @Override
        public Optional<String> restartAfterFailure(String service) {
            return Optional.empty();
        }

        @Override
        public Optional<String> startWith(String service, String commandLine) {
            return Optional.empty();
        }
    }
}
