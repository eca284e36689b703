package org.openclaw.appliance.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstanceLockTest {

    @TempDir
    Path dir;

    @Test
    void namesTheHolderWhenThePatienceRunsOut() throws Exception {
        Path file = dir.resolve("gateway.lock");
        try (InstanceLock held = InstanceLock.acquire(file, Duration.ZERO)) {
            StartRefused refused =
                    assertThrows(StartRefused.class, () -> InstanceLock.acquire(file, Duration.ofMillis(120)));
            assertEquals(ExitCode.NOT_NOW, refused.exitCode());
            assertTrue(refused.isOccupied());
            assertTrue(
                    refused.getMessage()
                            .startsWith("gateway already running (pid " + ProcessHandle.current().pid()
                                    + "); lock timeout after 120ms"),
                    refused.getMessage());
            assertTrue(held != null);
        }
    }

    @Test
    void isFreeAgainOnceClosed() throws Exception {
        Path file = dir.resolve("gateway.lock");
        InstanceLock.acquire(file, Duration.ZERO).close();
        InstanceLock.acquire(file, Duration.ZERO).close();
    }

    @Test
    void aDeadHoldersFileIsNoObstacle() throws Exception {
        Path file = Files.writeString(dir.resolve("gateway.lock"), "{\"pid\":1,\"startTime\":0}\n");
        InstanceLock.acquire(file, Duration.ZERO).close();
    }

    @Test
    void saysWhatToCheckWhenTheFileCantBeMade() {
        StartRefused refused = assertThrows(
                StartRefused.class, () -> InstanceLock.acquire(dir.resolve("missing/gateway.lock"), Duration.ZERO));
        assertTrue(refused.getMessage().contains("state directory is writable"), refused.getMessage());
    }
}
