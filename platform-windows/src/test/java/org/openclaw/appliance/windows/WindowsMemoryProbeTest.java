package org.openclaw.appliance.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.openclaw.appliance.platform.MemoryFigure;
import org.openclaw.appliance.platform.MemoryProbe.Reading;
import org.openclaw.appliance.platform.MemoryProbe.Source;
import org.openclaw.appliance.platform.MemorySample;

/** Bytes as Windows lays them out stand in for its kernel. */
class WindowsMemoryProbeTest {

    private static final long MIB = 1 << 20;
    private static final long MINUTE = 60_000_000_000L;
    private static final long MILLISECOND = 1_000_000L;

    private final StubWindowsMemory memory = new StubWindowsMemory();
    private final WindowsMemoryProbe probe = new WindowsMemoryProbe(() -> memory);

    @Test
    void readsWhatKernel32Writes() {
        assertEquals(
                new Reading(
                        2048 * MIB, 780 * MIB, 1024 * MIB, 756 * MIB, 72 * MIB, 31 * MIB, 90 * MIB, Reading.UNKNOWN),
                probe.read());
    }

    @Test
    void privateBytesCountAsFarAsResident() {
        memory.counters(StubWindowsMemory.COUNTERS.replaceAll("0000f00100000000$", "0000900400000000"));

        assertEquals(72 * MIB, probe.read().rssAnon());
    }

    @Test
    void takesTheMachinesCommitWhereThatIsFuller() {
        MemorySample sample = sample();

        assertEquals(768 * MIB, sample.get(MemoryFigure.COMMIT_LIMIT));
        assertEquals(640 * MIB, sample.get(MemoryFigure.COMMIT_CHARGE));
    }

    @Test
    void takesTheJobsCommitWhereThatIsFuller() {
        // 3072 MiB, of which 40 can be had.
        memory.status(StubWindowsMemory.STATUS.replace("0000006000000000", "0000800200000000"));
        MemorySample sample = sample();

        assertEquals(3072 * MIB, sample.get(MemoryFigure.COMMIT_LIMIT));
        assertEquals(3032 * MIB, sample.get(MemoryFigure.COMMIT_CHARGE));
    }

    @Test
    void eitherQuestionTellsCommit() {
        memory.performance("");
        assertEquals(1536 * MIB, sample().get(MemoryFigure.COMMIT_CHARGE));

        memory.performance(StubWindowsMemory.PERFORMANCE).status("");
        assertEquals(640 * MIB, sample().get(MemoryFigure.COMMIT_CHARGE));
        assertFalse(sample().has(MemoryFigure.TOTAL));
        assertEquals(List.of(false, true, true, false), live());
    }

    @Test
    void leavesOutWhatWindowsDoesNotTell() {
        memory.status("").performance("").counters("");
        MemorySample sample = sample();

        for (MemoryFigure figure : MemoryFigure.values()) {
            assertFalse(sample.has(figure), figure.name());
        }
        assertTrue(probe.sources().stream().noneMatch(Source::live));
    }

    @Test
    void lowMemoryIsAWarningForAsLongAsItLasts() throws Exception {
        assertFalse(sample().has(MemoryFigure.SYSTEM_LEVEL), "nobody holds the notification yet");
        assertEquals(0, probe.await(MILLISECOND));
        assertEquals(0, sample().get(MemoryFigure.SYSTEM_LEVEL));

        memory.low(true);
        assertEquals(1, sample().get(MemoryFigure.SYSTEM_LEVEL));
        memory.low(false);
        assertEquals(0, sample().get(MemoryFigure.SYSTEM_LEVEL));
        assertEquals(List.of(true, true, true, true), live());
    }

    @Test
    void wakesTheWaitingThreadOncePerShortage() throws Exception {
        CompletableFuture.runAsync(() -> memory.low(true));
        assertEquals(1, probe.await(10 * MINUTE));

        memory.waits = 0;
        assertEquals(0, probe.await(MILLISECOND), "still low: no new sign");
        assertEquals(0, probe.await(MILLISECOND));
        assertEquals(2, memory.waits, "a look after each pause, no spinning");

        memory.low(false);
        assertEquals(0, probe.await(MILLISECOND));
        memory.low(true);
        assertEquals(1, probe.await(10 * MINUTE));
    }

    @Test
    void aStoppedGuardClosesTheHandleAndAnotherMayFollow() throws Exception {
        probe.await(MILLISECOND);
        Thread.currentThread().interrupt();

        assertThrows(InterruptedException.class, () -> probe.await(MINUTE));
        assertEquals(List.of("create 0", "close"), memory.handles);
        assertEquals(new Source("signs", false, "not watched yet"), probe.sources().getLast());
        assertFalse(sample().has(MemoryFigure.SYSTEM_LEVEL), "the closed handle isn't asked");

        probe.await(MILLISECOND);
        assertEquals(List.of("create 0", "close", "create 0"), memory.handles);
        assertTrue(probe.sources().getLast().live());
    }

    @Test
    void askingOnceHoldsNoHandle() {
        probe.read();
        probe.sources();

        assertEquals(List.of(), memory.handles);
    }

    @Test
    void withoutNotificationMemoryIsStillLookedAt() throws Exception {
        memory.givesNotification = false;

        assertEquals(0, probe.await(1));
        assertEquals(0, probe.await(1));
        assertEquals(List.of("create 0"), memory.handles);
        assertEquals(List.of(true, true, true, false), live());
        assertTrue(probe.sources().getLast().detail().contains("CreateMemoryResourceNotification fails"));
    }

    @Test
    void samplingMakesNoGarbage() throws Exception {
        probe.await(MILLISECOND);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        MemorySample sample = new MemorySample();
        for (int i = 0; i < 2_000; i++) {
            probe.sample(sample);
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 1_000; i++) {
            probe.sample(sample);
        }
        long made = threads.getCurrentThreadAllocatedBytes() - before;

        assertTrue(made < 10_000, made + " bytes in 1000 samples");
    }

    @Test
    void letsTheHeapsDecommitWhereWindowsKnowsHow() {
        assertTrue(probe.trim());
        assertEquals("null 3 0100000000000000", memory.optimized);

        memory.optimizes = false;
        assertFalse(probe.trim());
    }

    @Test
    void knowsNothingWhereNativeCodeDoesNotLoad() throws Exception {
        WindowsMemoryProbe blind = new WindowsMemoryProbe(() -> {
            throw new UnsatisfiedLinkError("no kernel32\nin a long class path");
        });

        assertEquals(new Reading(-1, -1, -1, -1, -1, -1, -1, -1), blind.read());
        assertEquals(0, blind.await(1));
        assertFalse(blind.trim());
        assertTrue(blind.sources().stream().noneMatch(Source::live));
        assertTrue(blind.sources().stream()
                .allMatch(source -> source.detail().endsWith("java.lang.UnsatisfiedLinkError: no kernel32")));
    }

    private MemorySample sample() {
        MemorySample sample = new MemorySample();
        probe.sample(sample);
        return sample;
    }

    private List<Boolean> live() {
        return probe.sources().stream().map(Source::live).toList();
    }
}
