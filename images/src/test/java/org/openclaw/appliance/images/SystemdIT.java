package org.openclaw.appliance.images;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.openclaw.appliance.images.machine.Machine;
import org.openclaw.appliance.images.machine.MachineRoot;

/** The gateway as a service of a real systemd. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SystemdIT {

    private Machine machine;

    @BeforeAll
    void boot() throws Exception {
        assumeTrue(MachineRoot.obstacle().isEmpty(), () -> MachineRoot.obstacle().orElseThrow());
        machine = Machine.boot("systemd", new Layout(Path.of("target/openclaw")));
    }

    @AfterAll
    void powerOff() throws Exception {
        if (machine != null) {
            machine.close();
        }
    }

    @Test
    void runs() {
        assertTrue(machine.login("openclaw --version; id -un; echo $XDG_RUNTIME_DIR").orFail().contains("/run/user/"));
    }
}
