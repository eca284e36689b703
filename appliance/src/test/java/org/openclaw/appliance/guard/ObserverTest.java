package org.openclaw.appliance.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.openclaw.appliance.platform.MemoryFigure;
import org.openclaw.appliance.platform.MemorySample;

class ObserverTest {

    private static final long MIB = 1024 * 1024;
    private static final long SECOND = 1_000_000_000L;

    // A heap of several gigabytes, as in this test's own JVM, stays out of the way of the figures given here.
    private final Observer observer = new Observer(new JvmGauges());
    private final MemorySample sample = new MemorySample();
    private final Testimony testimony = new Testimony();
    private final Thresholds thresholds = Thresholds.of(160 * MIB);
    private long now;

    @Test
    void warnsAtThreeQuartersOfTheBudget() {
        assertEquals(Level.NORMAL, after(sample.set(MemoryFigure.RSS, 119 * MIB)));
        assertEquals(Level.WARNING, after(sample.set(MemoryFigure.RSS, 120 * MIB)));
        assertEquals(Level.CRITICAL, after(sample.set(MemoryFigure.RSS, 141 * MIB)));
        assertEquals(Level.EMERGENCY, after(sample.set(MemoryFigure.RSS, 152 * MIB)));
    }

    @Test
    void seesTheMachineRunOut() {
        sample.set(MemoryFigure.TOTAL, 240 * MIB);

        assertEquals(Level.NORMAL, after(sample.set(MemoryFigure.AVAILABLE, 60 * MIB)));
        assertEquals(Level.WARNING, after(sample.set(MemoryFigure.AVAILABLE, 47 * MIB)));
        assertEquals(Level.CRITICAL, after(sample.set(MemoryFigure.AVAILABLE, 23 * MIB)));
        assertEquals(Level.EMERGENCY, after(sample.set(MemoryFigure.AVAILABLE, 11 * MIB)));
    }

    @Test
    void confirmsScarcityByTheKernelsSearch() {
        sample.set(MemoryFigure.TOTAL, 240 * MIB).set(MemoryFigure.AVAILABLE, 20 * MIB);
        for (int look = 0; look < 60; look++) {
            sample.set(MemoryFigure.RECLAIM_SCANS, look * 500L);
            now += SECOND / 4;
            after(sample);
        }

        assertEquals(Level.CRITICAL, testimony.agreed());
    }

    @Test
    void confirmsScarcityThatLasts() {
        sample.set(MemoryFigure.TOTAL, 240 * MIB).set(MemoryFigure.AVAILABLE, 20 * MIB);
        after(sample);
        assertEquals(Level.NORMAL, testimony.agreed());

        now += 2 * SECOND;
        after(sample);
        assertEquals(Level.CRITICAL, testimony.agreed());
    }

    @Test
    void doesNotCountFilesInUseAsAvailable() {
        sample.set(MemoryFigure.TOTAL, 240 * MIB).set(MemoryFigure.AVAILABLE, 40 * MIB).set(MemoryFigure.FREE, 3 * MIB);
        for (int look = 0; look < 10 * 4; look++) {
            readBack(look * 200L);
        }
        assertEquals(Level.CRITICAL, testimony.worst());
        assertEquals(Reason.FILE_THRASH, testimony.first(Level.CRITICAL));

        for (int look = 10 * 4; look < 20 * 4; look++) {
            readBack(look * 200L);
        }
        assertEquals(Level.EMERGENCY, testimony.worst());
    }

    @Test
    void filesReadBackWhileMuchIsLeftAreNothing() {
        sample.set(MemoryFigure.TOTAL, 240 * MIB).set(MemoryFigure.AVAILABLE, 90 * MIB).set(MemoryFigure.FREE, 3 * MIB);
        for (int look = 0; look < 20 * 4; look++) {
            readBack(look * 2_000L);
        }
        assertEquals(Level.NORMAL, testimony.worst());
    }

    private void readBack(long pages) {
        now += SECOND / 4;
        after(sample.set(MemoryFigure.FILES_READ_BACK, pages));
    }

    @Test
    void countsWaitingTimeOverTenSeconds() {
        for (int look = 0; look <= 5; look++) {
            sample.set(MemoryFigure.STALLED_SOME, look * 300_000L);
            now += 2 * SECOND;
            after(sample);
        }

        assertEquals(Level.WARNING, testimony.worst());
        assertEquals(Reason.PSI_SOME, testimony.first(Level.WARNING));
    }

    @Test
    void aGroupThatIsFullOfFileCacheIsNotCritical() {
        sample.set(MemoryFigure.TOTAL, 240 * MIB).set(MemoryFigure.AVAILABLE, 200 * MIB);
        after(sample.set(MemoryFigure.GROUP_MAX, 1));
        now += SECOND;

        assertEquals(Level.WARNING, after(sample.set(MemoryFigure.GROUP_MAX, 500)));
        assertEquals(Level.NORMAL, testimony.agreed());
    }

    @Test
    void signsOfTheSystemAreBelievedForTenSecondsAndNeverAlone() {
        observer.observe(sample, 1, thresholds, now, testimony);

        assertEquals(Level.WARNING, testimony.worst());
        assertEquals(Level.NORMAL, testimony.agreed());
        now += 11 * SECOND;
        assertEquals(Level.NORMAL, after(sample));
    }

    @Test
    void saysNothingAboutWhatItCannotSee() {
        assertEquals(Level.NORMAL, after(sample));
    }

    @Test
    void looksWithoutMakingGarbage() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Judge judge = new Judge();
        sample.set(MemoryFigure.RSS, 130 * MIB).set(MemoryFigure.TOTAL, 240 * MIB).set(MemoryFigure.AVAILABLE, 40 * MIB);
        looks(judge, 2_000);
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().threadId());
        looks(judge, 10_000);
        long each = (threads.getThreadAllocatedBytes(Thread.currentThread().threadId()) - before) / 10_000;

        // The slow look at metaspace, every sixteenth time, makes two small objects.
        assertTrue(each < 16, "a look allocates " + each + " bytes");
    }

    private void looks(Judge judge, int count) {
        for (int i = 0; i < count; i++) {
            now += SECOND / 4;
            observer.observe(sample, 0, thresholds, now, testimony);
            judge.hear(testimony, now);
        }
    }

    private Level after(MemorySample figures) {
        observer.observe(figures, 0, thresholds, now, testimony);
        return testimony.worst();
    }
}
