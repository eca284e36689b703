package org.openclaw.appliance.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class RunFileTest {

    @TempDir
    Path dir;

    private RunFile of(long pid) {
        return new RunFile(18789, "key", pid, "0.1.0", dir.resolve("openclaw.json"));
    }

    @Test
    void findsTheLivingGateway() throws Exception {
        RunFile ours = of(ProcessHandle.current().pid());
        ours.write(dir);
        assertEquals(Optional.of(ours), RunFile.ofLivingGateway(dir));
        ours.remove(dir);
        assertTrue(RunFile.ofLivingGateway(dir).isEmpty());
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aNumberThatAnotherProgramGotIsNoGateway() throws Exception {
        Process other = new ProcessBuilder("cat").start();
        try {
            of(other.pid()).write(dir);
            assertTrue(RunFile.ofLivingGateway(dir).isEmpty());
        } finally {
            other.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }
}
