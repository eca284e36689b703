package org.openclaw.appliance.images.footprint;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** A process that has nothing to do: what it occupies, and what it does all the same. */
record Rest(ProcessFigures figures, double cpuPercent, double wakeUpsPerSecond, double writtenKibPerHour) {

    private static final long SECONDS = 10;

    /** Waits until the process has settled, then watches it for ten seconds. */
    static Rest of(long pid) throws IOException {
        ProcessFigures before = ProcessFigures.settled(pid);
        long start = System.nanoTime();
        ProcessFigures.pause(TimeUnit.SECONDS.toNanos(SECONDS));
        ProcessFigures after = ProcessFigures.of(pid);
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Rest(after, (after.cpuMillis() - before.cpuMillis()) / 10.0 / seconds,
                (after.wakeUps() - before.wakeUps()) / seconds, (after.written() - before.written()) * 3600 / seconds);
    }
}
