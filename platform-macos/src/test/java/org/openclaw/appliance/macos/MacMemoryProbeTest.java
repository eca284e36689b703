package org.openclaw.appliance.macos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openclaw.appliance.platform.MemoryFigure;
import org.openclaw.appliance.platform.MemoryProbe.Reading;
import org.openclaw.appliance.platform.MemoryProbe.Source;
import org.openclaw.appliance.platform.MemorySample;

/** Bytes in a Mac's order stand in for its kernel, a semaphore for libdispatch. */
class MacMemoryProbeTest {

    private static final long MIB = 1 << 20;
    private static final long SECONDS = 1_000_000_000L;

    private final StubMacMemory memory = new StubMacMemory();
    private final StubDispatch dispatch = new StubDispatch();
    private final MacMemoryProbe probe = new MacMemoryProbe(() -> memory, () -> dispatch);

    @Test
    void readsWhatTheKernelWrites() {
        long installed = 8192 * MIB;

        assertEquals(
                new Reading(
                        installed, installed / 100 * 57, 2048 * MIB, 1024 * MIB - 512 * 1024, 72 * MIB, 31 * MIB,
                        Reading.UNKNOWN, Reading.UNKNOWN),
                probe.read());
    }

    @Test
    void translatesTheKernelsJudgement() {
        assertEquals(0, level("01000000"));
        assertEquals(1, level("02000000"));
        assertEquals(2, level("04000000"));
        assertEquals(MemorySample.UNKNOWN, level("03000000"));
        assertEquals(MemorySample.UNKNOWN, level(""));
    }

    private long level(String hex) {
        memory.with("kern.memorystatus_vm_pressure_level", hex);
        return sample().get(MemoryFigure.SYSTEM_LEVEL);
    }

    private MemorySample sample() {
        MemorySample sample = new MemorySample();
        probe.sample(sample);
        return sample;
    }

    @Test
    void leavesOutWhatTheKernelDoesNotTell() {
        memory.without("kern.memorystatus_level").without("vm.swapusage").pid = 1;
        MemorySample sample = sample();

        assertEquals(8192 * MIB, sample.get(MemoryFigure.TOTAL));
        assertFalse(sample.has(MemoryFigure.AVAILABLE));
        assertFalse(sample.has(MemoryFigure.SWAP_FREE));
        assertFalse(sample.has(MemoryFigure.RSS));
        assertEquals(List.of(false, false, false, true, false), live());
    }

    @Test
    void forgetsFiguresThatAreNoLongerTold() {
        MemorySample sample = sample();
        memory.without("kern.memorystatus_level");
        probe.sample(sample);

        assertFalse(sample.has(MemoryFigure.AVAILABLE));
    }

    @Test
    void believesNoShareBeyondAll() {
        memory.with("kern.memorystatus_level", "65000000");

        assertFalse(sample().has(MemoryFigure.AVAILABLE));
    }

    @Test
    void samplingMakesNoGarbage() {
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
    void libdispatchSignalsTheWaitingThreadByItself() throws Exception {
        assertEquals(0, probe.await(1));
        assertEquals(
                List.of(
                        "semaphore 0", "create _dispatch_source_type_memorypressure 0 6 null", "context source semaphore",
                        "on event dispatch_semaphore_signal", "on cancel dispatch_release", "resume source"),
                dispatch.calls);

        dispatch.pressure();
        dispatch.pressure();

        assertEquals(2, probe.await(60 * SECONDS));
        assertEquals(0, probe.await(1));
        assertEquals(List.of(true, true, true, true, true), live());
    }

    @Test
    void aStoppedGuardLeavesNothingBehindAndAnotherMayFollow() throws Exception {
        probe.await(1);
        dispatch.calls.clear();
        Thread.currentThread().interrupt();

        assertThrows(InterruptedException.class, () -> probe.await(60 * SECONDS));
        assertEquals(List.of("cancel source", "release semaphore", "release source"), dispatch.calls);
        assertEquals(new Source("signs", false, "not watched yet"), probe.sources().getLast());

        probe.await(1);
        dispatch.pressure();
        assertEquals(1, probe.await(60 * SECONDS));
    }

    @Test
    void withoutSignsTheJudgementIsStillLookedAt() throws Exception {
        dispatch.givesSource = false;

        assertEquals(0, probe.await(1));
        assertEquals(0, probe.await(1));
        assertEquals(1, dispatch.calls.stream().filter("release semaphore"::equals).count());
        assertEquals(1, level("02000000"));
        assertEquals(List.of(true, true, true, true, false), live());
        assertTrue(probe.sources().getLast().detail().contains("looked at regularly"));
    }

    @Test
    void givesTheHeapsFreePagesBack() {
        assertTrue(probe.trim());
        assertEquals(1, memory.relieved);
    }

    @Test
    void knowsNothingWhereNativeCodeDoesNotLoad() throws Exception {
        MacMemoryProbe blind = new MacMemoryProbe(
                () -> {
                    throw new UnsatisfiedLinkError("no System\nin a long class path");
                },
                () -> {
                    throw new UnsatisfiedLinkError("no System\nin a long class path");
                });

        assertEquals(new Reading(-1, -1, -1, -1, -1, -1, -1, -1), blind.read());
        assertEquals(0, blind.await(1));
        assertFalse(blind.trim());
        assertTrue(blind.sources().stream().noneMatch(Source::live));
        assertTrue(blind.sources().stream()
                .allMatch(source -> source.detail().endsWith("java.lang.UnsatisfiedLinkError: no System")));
    }

    private List<Boolean> live() {
        return probe.sources().stream().map(Source::live).toList();
    }
}
