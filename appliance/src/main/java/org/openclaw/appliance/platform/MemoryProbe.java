package org.openclaw.appliance.platform;

/** Reads the memory of this machine and of this process. Thread-safe, never blocks for long, never throws. */
public interface MemoryProbe {

    /** A fresh reading. Figures that can't be had are {@link Reading#UNKNOWN}. */
    Reading read();

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
        public static final long UNKNOWN = -1;
    }
}
