package org.openclaw.appliance.linux.systemd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openclaw.appliance.platform.CommandRunner;
import org.openclaw.appliance.platform.ServiceException;
import org.openclaw.appliance.platform.ServicePlan;

class UnitFileTest {

    private static final MachineFeatures NEW = new MachineFeatures(257, true, true);
    private static final MachineFeatures OLD = new MachineFeatures(247, false, false);
    private static final Path ALICE = Path.of("/home/alice");

    @TempDir
    Path directory;

    @Test
    void writesAUsersUnit() throws Exception {
        assertEquals(golden("user.service"), text(Plans.user(ALICE), NEW));
    }

    @Test
    void writesTheUnitOfAProfileForAnOldMachineWithoutWhatItLacks() throws Exception {
        assertEquals(golden("profile-old.service"), text(Plans.profile(ALICE, "rescue"), OLD));
    }

    @Test
    void writesTheSystemsUnit() throws Exception {
        assertEquals(golden("system.service"), text(Plans.system(Optional.of("openclaw")), NEW));
    }

    @Test
    void theSystemsUnitMayRestartTheMachine() throws Exception {
        String expected = golden("system.service")
                .replace("StartLimitBurst=10\n", "StartLimitBurst=10\nStartLimitAction=reboot\n");

        assertEquals(expected, text(Plans.rebooting(Plans.system(Optional.of("openclaw"))), NEW));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "two words", "100%", "%n", "$HOME", "${HOME}", "$$", "a\"b", "it's", "back\\slash", "\\n", "", "grüß", "a;b", ";",
                "#c", "x=y", "*", "-", "@x", "\\"
            })
    void anyArgumentComesBackAsItWas(String argument) throws Exception {
        ServicePlan plan = Plans.user(
                ALICE, Optional.empty(), List.of("/opt/my programs/100%/$x/openclaw", "gateway", argument, "last"));

        assertEquals(plan.command(), UnitSettings.of(List.of(text(plan, NEW))).command());
    }

    @ParameterizedTest
    @ValueSource(strings = {"two words", "100%", "$HOME", "a\"b", "it's", "back\\slash", "", "a=b"})
    void anyVariableComesBackAsItWas(String value) throws Exception {
        ServicePlan plan = withEnvironment(Map.of("NAME", value));

        assertEquals(value, UnitSettings.of(List.of(text(plan, NEW))).environment().get("NAME"));
        assertEquals(value, EnvironmentFile.parse(EnvironmentFile.text(Map.of("NAME", value))).get("NAME"));
    }

    @Test
    void lineBreaksAreRefusedEverywhere() {
        String evil = "x\nExecStartPre=/bin/evil";
        assertThrows(ServiceException.class, () -> text(withEnvironment(Map.of("NAME", evil)), NEW));
        assertThrows(ServiceException.class, () -> text(withEnvironment(Map.of(evil, "x")), NEW));
        assertThrows(ServiceException.class, () -> EnvironmentFile.text(Map.of("NAME", evil)));
        assertThrows(ServiceException.class, () -> text(Plans.user(Path.of("/home/" + evil)), NEW));
        assertThrows(
                ServiceException.class,
                () -> text(Plans.user(ALICE, Optional.empty(), List.of("/bin/openclaw", evil)), NEW));
    }

    @Test
    void programsThatSystemdWouldNotStartAreRefused() {
        for (String program : List.of("openclaw", "./openclaw", "/opt/a\"b/openclaw", "/opt/a'b/openclaw", "/opt/a\\b/openclaw")) {
            assertThrows(
                    ServiceException.class, () -> text(Plans.user(ALICE, Optional.empty(), List.of(program)), NEW), program);
        }
    }

    @Test
    void secretsAreNoPartOfTheUnit() throws Exception {
        assertFalse(text(Plans.user(ALICE), NEW).contains("not-for-everybody"));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void systemdTakesEveryUnit() throws Exception {
        Path home = Files.createDirectories(directory.resolve("100% of it's [home] $HOME"));
        Path program = Files.createDirectories(directory.resolve("my programs $x 100%")).resolve("openclaw");
        Files.createFile(program, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        List<String> command = List.of(program.toString(), "gateway", "--port", "18789", "100% \"of\" $HOME it's \\ ;");
        ServicePlan user = Plans.user(home, Optional.empty(), command);
        ServicePlan system = new ServicePlan(
                Optional.empty(), "0.1.0", command, home, home, List.of(home), Map.of("A", "a b%"), Map.of(), 1, true,
                Optional.of("root"), Plans.BUDGET);

        verify("--user", text(user, OLD));
        verify("--system", text(system, OLD));
        verify("--system", text(Plans.rebooting(system), OLD));
    }

    private void verify(String manager, String text) throws Exception {
        Path unit = Files.writeString(directory.resolve("openclaw-gateway.service"), text);
        CommandRunner tools = CommandRunner.withErrors(Duration.ofSeconds(60));
        CommandRunner.Output answer = tools.run(List.of(
                        "env", "XDG_RUNTIME_DIR=" + directory, "systemd-analyze", manager, "--man=no", "verify", unit.toString()))
                .orElseThrow();

        assertEquals("", answer.text(), text);
        assertEquals(0, answer.exitStatus());
    }

    private static ServicePlan withEnvironment(Map<String, String> environment) {
        ServicePlan plan = Plans.user(ALICE);
        return new ServicePlan(
                plan.profile(), plan.version(), plan.command(), plan.workingDirectory(), plan.stateDir(), plan.writable(),
                environment, Map.of(), plan.port(), false, Optional.empty(), 0);
    }

    private static String text(ServicePlan plan, MachineFeatures machine) throws ServiceException {
        Path secrets = plan.stateDir().resolve("gateway.systemd.env");
        return new UnitFile(plan, machine).text(secrets, plan.profile().isEmpty());
    }

    private static String golden(String name) throws IOException {
        try (InputStream in = UnitFileTest.class.getResourceAsStream(name)) {
            assertTrue(in != null, name);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
