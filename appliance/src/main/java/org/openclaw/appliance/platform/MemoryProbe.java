package org.openclaw.appliance.platform;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Reads the memory of this machine and of this process. Thread-safe, never blocks for long, never throws. */
public interface MemoryProbe {

    /** Fills in every figure that can be had and clears the others. Makes no garbage. */
    void sample(MemorySample into);

    /** A fresh reading, for people and start-up decisions. */
    default Reading read() {
        MemorySample sample = new MemorySample();
        sample(sample);
        return Reading.of(sample);
    }

    /**
     * Waits until the system says that memory is short, or until the time is over. For one thread only. Makes no garbage.
     *
     * @return how many signs of the system came, 0 when only time passed
     */
    default int await(long nanos) throws InterruptedException {
        LockSupport.parkNanos(nanos);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return 0;
    }

    /** Where figures and signs come from, each with its state, whether it works or not. */
    default List<Source> sources() {
        return List.of();
    }

    /** Swap space that is compressed memory, for people; empty where there is none. Reads files. */
    default Optional<CompressedSwap> compressedSwap() {
        return Optional.empty();
    }

    /** Whether this system warns as a matter of course: macOS fills its memory on purpose, and warns on many a calm day. */
    default boolean warnsEasily() {
        return false;
    }

    /** Gives memory that the C library keeps for later back to the system. @return false where there is no such thing */
    default boolean trim() {
        return false;
    }

    /**
     * Swap space that is compressed memory. Bytes.
     *
     * @param size how much can be put there
     * @param stored how much is there now
     * @param taken the memory that takes
     */
    record CompressedSwap(long size, long stored, long taken) {}

    /**
     * One source of figures or signs.
     *
     * @param name what people call it: {@code meminfo}, {@code psi}, {@code memory.events}
     * @param live whether it works here
     * @param detail what it is used for, or why it doesn't work and what would help
     */
    record Source(String name, boolean live, String detail) {}

    /**
     * One reading, all in bytes.
     *
     * @param total installed memory, or the cgroup's limit where that is lower
     * @param available memory that could be had without swapping
     * @param swapTotal swap space
     * @param swapFree unused swap space
     * @param rss resident memory of this process
     * @param rssAnon the part of it the kernel can't drop
     * @param peakRss the highest resident memory so far
     * @param limit the cgroup's or job's memory limit for this process
     */
    record Reading(
            long total, long available, long swapTotal, long swapFree, long rss, long rssAnon, long peakRss, long limit) {

        /** A figure this system does not give. */
        public static final long UNKNOWN = MemorySample.UNKNOWN;

        static Reading of(MemorySample sample) {
            return new Reading(
                    sample.get(MemoryFigure.TOTAL),
                    sample.get(MemoryFigure.AVAILABLE),
                    sample.get(MemoryFigure.SWAP_TOTAL),
                    sample.get(MemoryFigure.SWAP_FREE),
                    sample.get(MemoryFigure.RSS),
                    sample.get(MemoryFigure.RSS_ANON),
                    sample.get(MemoryFigure.PEAK_RSS),
                    sample.get(MemoryFigure.LIMIT));
        }
    }
}
