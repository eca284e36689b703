package org.openclaw.appliance.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class PressureSignsTest {

    @TempDir
    Path directory;

    @Test
    void hearsEachSignOfAFifoOnce() throws Exception {
        Path fifo = directory.resolve("watch");
        assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
        PressureSigns signs = PressureSigns.open(Map.of("MEMORY_PRESSURE_WATCH", fifo.toString()), none());

        assertTrue(signs.isLive());
        assertEquals(0, signs.await(1));
        try (OutputStream writer = Files.newOutputStream(fifo)) {
            writer.write('x');
        }
        assertEquals(1, signs.await(10_000));
        assertEquals(0, signs.await(1));
        signs.close();
    }

    @Test
    void takesTheKernelsTriggersWithoutASignWhileMemoryIsPlenty() {
        PressureStalls stalls = new PressureStalls(Path.of("/"), null);
        PressureSigns signs = PressureSigns.open(Map.of(), stalls);

        assertTrue(signs.isLive() || stalls.path() == null || signs.detail().contains("triggers"), signs.detail());
        assertEquals(0, signs.await(1));
        signs.close();
        assertFalse(signs.isLive());
    }

    @Test
    void aWatchThatCannotBeOpenedIsSaidAndLeftAlone() {
        PressureSigns signs =
                PressureSigns.open(Map.of("MEMORY_PRESSURE_WATCH", directory.resolve("none").toString()), none());

        assertFalse(signs.isLive());
        assertTrue(signs.detail().contains("can't be opened"), signs.detail());
    }

    @Test
    void devNullMeansThatNothingIsWatched() {
        assertTrue(PressureSigns.isTurnedOff(Map.of("MEMORY_PRESSURE_WATCH", "/dev/null")));
        assertFalse(PressureSigns.isTurnedOff(Map.of()));
    }

    private PressureStalls none() {
        return new PressureStalls(directory, null);
    }
}
