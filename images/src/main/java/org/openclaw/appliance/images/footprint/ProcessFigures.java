package org.openclaw.appliance.images.footprint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What Linux says about one process at one moment. Sizes are KiB, from {@code smaps_rollup} and {@code status}; CPU is
 * milliseconds in steps of 10, from {@code stat} (proc(5)).
 *
 * @param pss the process's share of the pages it maps
 * @param anonymous the part the kernel can't drop: heap, malloc, stacks, written archive pages
 * @param peakRss the most that ever was resident
 * @param written how much was sent to storage since the start, from {@code io}
 * @param wakeUps how often the living threads went to sleep of their own accord since their start, and so woke up
 */
record ProcessFigures(long pss, long anonymous, long peakRss, long cpuMillis, long written, long wakeUps) {

    private static final int MILLIS_PER_TICK = 10;
    private static final long SAMPLE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long STEADY_KIB = 128;
    private static final int STEADY_SAMPLES = 7;
    private static final int MOST_SAMPLES = 25;

    static ProcessFigures of(long pid) throws IOException {
        Path proc = Path.of("/proc", Long.toString(pid));
        String rollup = Files.readString(proc.resolve("smaps_rollup"));
        String status = Files.readString(proc.resolve("status"));
        return new ProcessFigures(field(rollup, "Pss:"), field(rollup, "Anonymous:"), field(status, "VmHWM:"),
                cpuMillis(proc), field(Files.readString(proc.resolve("io")), "\nwrite_bytes:") / 1024, wakeUps(proc));
    }

    /**
     * The figures after the process came to rest: seven seconds in a row without a change, which outlasts the JVM's
     * five-second interval for giving malloc's free memory back; or the last of 25 seconds.
     */
    static ProcessFigures settled(long pid) throws IOException {
        ProcessFigures last = of(pid);
        int steady = 0;
        for (int sample = 0; sample < MOST_SAMPLES && steady < STEADY_SAMPLES; sample++) {
            pause(SAMPLE_NANOS);
            ProcessFigures now = of(pid);
            steady = Math.abs(now.pss() - last.pss()) <= STEADY_KIB ? steady + 1 : 0;
            last = now;
        }
        return last;
    }

    /** Lets the measured process alone for a while. */
    static void pause(long nanos) {
        long end = System.nanoTime() + nanos;
        for (long rest = nanos; rest > 0; rest = end - System.nanoTime()) {
            LockSupport.parkNanos(rest);
        }
    }

    private static long cpuMillis(Path proc) throws IOException {
        String stat = Files.readString(proc.resolve("stat"));
        // The second field is the name in brackets and may hold spaces; utime and stime are the 14th and 15th.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * MILLIS_PER_TICK;
    }

    private static long wakeUps(Path proc) throws IOException {
        long total = 0;
        try (var tasks = Files.list(proc.resolve("task"))) {
            for (Path task : (Iterable<Path>) tasks::iterator) {
                total += wakeUpsOf(task);
            }
        }
        return total;
    }

    private static long wakeUpsOf(Path task) throws IOException {
        try {
            String status = Files.readString(task.resolve("status"));
            return field(status, "\nvoluntary_ctxt_switches:");
        } catch (NoSuchFileException endedMeanwhile) {
            return 0;
        }
    }

    static long field(String text, String name) throws IOException {
        int at = text.indexOf(name);
        if (at < 0) {
            throw new IOException("the kernel's figures have no " + name.strip());
        }
        int start = at + name.length();
        int end = text.indexOf('\n', start);
        return Long.parseLong(text.substring(start, end).replace("kB", "").strip());
    }
}
