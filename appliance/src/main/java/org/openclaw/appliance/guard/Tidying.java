package org.openclaw.appliance.guard;

/**
 * When a process that has worked and now rests ought to give back what the work left behind: it has grown since the last time, and
 * has had no need to collect garbage for a while. Nothing else would do it, since the JVM collects only when it allocates. Makes no
 * garbage. For one thread.
 */
final class Tidying {

    private static final long GROWTH_BYTES = 6L << 20;
    private static final long REST_NANOS = 15_000_000_000L;

    private long least = Long.MAX_VALUE;
    private long collections = -1;
    private long restingSince;

    /**
     * @param rss the size of the process, bytes; negative where unknown
     * @param collectionsSoFar of the JVM
     * @param now a monotonic clock, nanoseconds
     */
    boolean isDue(long rss, long collectionsSoFar, long now) {
        if (collectionsSoFar != collections) {
            collections = collectionsSoFar;
            restingSince = now;
        }
        if (rss < 0) {
            return false;
        }
        least = Math.min(least, rss);
        return rss - least > GROWTH_BYTES && now - restingSince >= REST_NANOS;
    }

    /** Tells it that this has been done. @param rss the size that was left, which is what is needed */
    void done(long rss) {
        least = rss < 0 ? Long.MAX_VALUE : rss;
    }
}
