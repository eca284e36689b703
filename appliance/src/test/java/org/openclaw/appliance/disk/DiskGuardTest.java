package org.openclaw.appliance.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.rpc.Lifecycle;

class DiskGuardTest {

    private static final long MIB = 1024 * 1024;

    @TempDir
    private Path directory;

    private final Lifecycle lifecycle = new Lifecycle(Clock.systemUTC());
    private final List<String> told = new ArrayList<>();
    private Disk.Space space;

    private final List<Boolean> suspicions = new ArrayList<>();

    private Disk.Space look(boolean suspicious) {
        suspicions.add(suspicious);
        return space;
    }

    private DiskGuard guard() {
        return new DiskGuard(directory, this::look, lifecycle, () -> told.add("relief"), () -> told.add("change"));
    }

    /** @param percent of 1000 MiB */
    private static Disk.Space used(double percent) {
        long used = (long) (percent * 10 * MIB);
        return new Disk.Space(used, 1000 * MIB - used, false);
    }

    private String at(DiskGuard guard, Disk.Space now) {
        space = now;
        guard.look();
        return guard.level().wireName() + (lifecycle.workSuspended().isPresent() ? " no work" : "");
    }

    @Test
    void givesUpOldLogsEarlyAndWorkLate() {
        DiskGuard guard = guard();
        assertEquals("ok", at(guard, used(94.9)));
        assertEquals(List.of(), told);
        assertEquals("high", at(guard, used(95)));
        assertEquals(List.of("relief", "change"), told);
        assertEquals("high", at(guard, used(98.9)));
        assertEquals("full no work", at(guard, used(99)));
        assertTrue(lifecycle.workSuspended().orElseThrow().reason().contains("is full (10 MB left)"));
        assertEquals("full no work", at(guard, used(98.7)), "it doesn't flutter");
        assertEquals("high", at(guard, used(98.4)));
        assertEquals("high", at(guard, used(94.8)));
        assertEquals("ok", at(guard, used(94.4)));
        assertEquals(List.of("relief", "change", "relief", "change", "relief", "change", "change"), told);
    }

    @Test
    void countsWhatThisUserCouldEverUse() {
        assertEquals("ok", at(guard(), new Disk.Space(900 * MIB, 60 * MIB, false)), "40 MiB are root's");
        assertEquals(93.75, space.usedPercent());
    }

    @Test
    void tellsOfADiskThatIsReadOnly() {
        DiskGuard guard = guard();
        assertEquals("read-only no work", at(guard, new Disk.Space(10 * MIB, 90 * MIB, true)));
        assertTrue(lifecycle.workSuspended().orElseThrow().reason().contains("worn out"));
        assertEquals("ok", at(guard, used(10)));
        guard.close();
    }

    @Test
    void keepsAMebibyteBackAndGivesItAwayOnce() throws Exception {
        DiskGuard guard = guard();
        at(guard, used(50));
        Path reserve = directory.resolve("disk-reserve");
        assertEquals(MIB, Files.size(reserve));
        assertTrue(guard.json().path("reserve").asBoolean());
        at(guard, used(99.5));
        assertTrue(guard.releaseReserve());
        assertFalse(guard.releaseReserve());
        assertFalse(Files.exists(reserve));
        at(guard, used(99.5));
        assertFalse(Files.exists(reserve), "not while the disk is full");
        at(guard, used(50));
        assertTrue(Files.exists(reserve));
    }

    @Test
    void looksAtOnceWhenSomethingCouldNotBeKeptAndByWritingWhileItIsSo() {
        DiskGuard guard = guard();
        space = used(10);
        try (ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor()) {
            guard.begin(scheduler, Runnable::run);
            assertEquals(List.of(false), suspicions);
            space = new Disk.Space(10 * MIB, 90 * MIB, true);
            guard.refused();
            assertEquals("read-only", guard.level().wireName());
            assertTrue(guard.json().path("message").asText().contains("is read-only"));
            guard.refused();
            assertEquals(List.of(false, true), suspicions, "what is known isn't looked at again and again");
            assertEquals("ok", at(guard, used(10)));
            at(guard, used(10));
            assertEquals(List.of(false, true, true, false), suspicions, "nothing is written while all is well");
            assertTrue(guard.json().path("message").isMissingNode());
            guard.close();
        }
    }

    @Test
    void leavesWorkAloneWhenItEnds() {
        DiskGuard guard = guard();
        at(guard, used(99.9));
        guard.close();
        assertTrue(lifecycle.workSuspended().isEmpty());
    }
}
