package org.openclaw.appliance.linux.systemd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.platform.ServicePlan;

@EnabledOnOs(OS.LINUX)
class DriftTest {

    private static final String UNIT = "openclaw-gateway.service";
    private static final String REINSTALL = "Run: openclaw gateway install --force";

    @TempDir
    Path directory;

    private FakeSystemd systemd;
    private Path program;

    @BeforeEach
    void install() throws Exception {
        systemd = new FakeSystemd(directory);
        program = Files.createFile(directory.resolve("openclaw"));
        systemd.supervisor().install(plan(program, 18_789, "0.1.0"), step -> {});
    }

    @Test
    void whatWasJustInstalledFits() throws Exception {
        assertEquals(List.of(), systemd.supervisor().drift(plan(program, 18_789, "0.1.0")));
        assertEquals(List.of(), systemd.supervisor().drift(Plans.profile(systemd.home, "rescue")), "isn't installed");
    }

    @Test
    void noticesAnotherPort() throws Exception {
        assertEquals(
                List.of("Gateway service port does not match current gateway config: the service uses 18789, the config says"
                        + " 19000. " + REINSTALL),
                systemd.supervisor().drift(plan(program, 19_000, "0.1.0")));
    }

    @Test
    void noticesAnotherPortInADropIn() throws Exception {
        Path override = systemd.userUnit(UNIT + ".d/override.conf");
        systemd.hasUserUnit(
                UNIT + ".d/override.conf", "[Service]\nExecStart=\nExecStart=" + program + " gateway --port=18800\n");
        systemd.has("show/" + UNIT, "DropInPaths=" + override + "\n");

        String sentence = systemd.supervisor().drift(plan(program, 18_789, "0.1.0")).getFirst();
        assertTrue(sentence.endsWith("A drop-in says so; change it with: systemctl --user edit " + UNIT), sentence);
    }

    @Test
    void noticesAnotherProgramAndVersion() throws Exception {
        Path other = Files.createFile(directory.resolve("openclaw-new"));
        assertEquals(
                List.of(
                        "The service starts " + program + " and not " + other + ". " + REINSTALL,
                        "The service was written by 0.1.0, this is 0.2.0. " + REINSTALL),
                systemd.supervisor().drift(plan(other, 18_789, "0.2.0")));
        Files.delete(program);
        assertEquals(
                List.of("The service's program " + program + " does not exist. " + REINSTALL),
                systemd.supervisor().drift(plan(other, 18_789, "0.1.0")));
    }

    @Test
    void noticesEditedAndMissingSettings() throws Exception {
        Path unit = systemd.userUnit(UNIT);
        Files.writeString(
                unit, Files.readString(unit).replace("Restart=always", "Restart=no").replace("KillMode=mixed\n", ""));

        assertEquals(
                List.of(
                        "The service has Restart=no instead of Restart=always. " + REINSTALL,
                        "The service has no KillMode= instead of KillMode=mixed. " + REINSTALL),
                systemd.supervisor().drift(plan(program, 18_789, "0.1.0")));
    }

    @Test
    void whatADropInSetsIsItsOwnersWill() throws Exception {
        systemd.hasUserUnit(UNIT + ".d/mine.conf", "[Service]\nRestartSec=60\n");
        systemd.has("show/" + UNIT, "DropInPaths=" + systemd.userUnit(UNIT + ".d/mine.conf") + "\n");

        assertEquals(List.of(), systemd.supervisor().drift(plan(program, 18_789, "0.1.0")));
    }

    @Test
    void noticesSecretsThatAreOpenToOthers() throws Exception {
        Path secrets = plan(program, 1, "").stateDir().resolve("gateway.systemd.env");
        Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rw-r--r--"));

        String sentence = systemd.supervisor().drift(plan(program, 18_789, "0.1.0")).getFirst();
        assertTrue(sentence.endsWith("Run: chmod 600 " + secrets), sentence);
    }

    private ServicePlan plan(Path program, int port, String version) {
        ServicePlan plan = Plans.user(
                systemd.home, Optional.empty(), List.of(program.toString(), "gateway", "--port", Integer.toString(port)));
        return new ServicePlan(
                plan.profile(), version, plan.command(), plan.workingDirectory(), plan.stateDir(), plan.writable(),
                plan.environment(), plan.secretEnvironment(), port, false, Optional.empty(), 0);
    }
}
