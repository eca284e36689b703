package org.openclaw.appliance.images;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.openclaw.appliance.images.machine.Machine;
import org.openclaw.appliance.images.machine.MachineRoot;

/** The last links of the chain: where starting the gateway again is of no use, the machine is started again. */
class SystemdChainIT {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final String OPENCLAW = Machine.INSTALLED + "/bin/openclaw";
    private static final String UNIT = "openclaw-gateway.service";
    private static final String DROP_IN = "/etc/systemd/system/" + UNIT + ".d/test.conf";
    private static final String WATCHDOG = "/etc/systemd/system.conf.d/50-openclaw-watchdog.conf";

    @Test
    void aGatewayThatFailsAtEveryStartRestartsTheMachine() throws Exception {
        assumeTrue(MachineRoot.obstacle().isEmpty(), () -> MachineRoot.obstacle().orElseThrow());
        try (Machine machine = Machine.boot("chain", new Layout(Path.of("target/openclaw")))) {
            machine.login("openclaw setup --non-interactive").orFail();
            machine.run(OPENCLAW, "gateway", "install", "--system", "--user", MachineRoot.USER, "--reboot-on-failure").orFail();
            assertTrue(Files.readString(machine.file(WATCHDOG)).contains("RuntimeWatchdogSec=14"));
            String boot = bootId(machine);

            failAtEveryStart(machine);
            machine.run("systemctl", "restart", "--no-block", UNIT).orFail();
            machine.awaitReboot(PATIENCE);
            Files.delete(machine.file(DROP_IN));
            machine.powerOn();

            assertNotEquals(boot, bootId(machine));
            machine.await("the gateway after the restart", PATIENCE,
                    () -> machine.run("systemctl", "is-active", UNIT).status() == 0);
            String before = machine.run("journalctl", "--no-pager", "-b", "-1").orFail();
            assertTrue(before.contains(UNIT + ": Start request repeated too quickly"), before);
            // What systemd was told about the watchdog; a container has none.
            assertEquals("RuntimeWatchdogUSec=14s", machine.run("systemctl", "show", "-p", "RuntimeWatchdogUSec").text().strip());

            machine.run(OPENCLAW, "gateway", "uninstall").orFail();
            assertFalse(Files.exists(machine.file(WATCHDOG)));
        }
    }

    /** By an option that no Java knows; ten times as fast as the packaged pause would have it. */
    private static void failAtEveryStart(Machine machine) throws Exception {
        Files.createDirectories(machine.file(DROP_IN).getParent());
        Files.writeString(machine.file(DROP_IN),
                "[Service]\nRestartSec=500ms\nEnvironment=OPENCLAW_JAVA_OPTS=-XX:+NoSuchOption\n");
        machine.run("systemctl", "daemon-reload").orFail();
    }

    private static String bootId(Machine machine) {
        return machine.run("journalctl", "--list-boots", "--no-pager", "-q").orFail().strip().lines().toList().getLast()
                .strip().split("\\s+")[1];
    }
}
