package org.openclaw.appliance.guard;

import org.openclaw.appliance.platform.MemorySample;

/**
 * How fast a counter grew lately: a ring of its last values with their times. A counter that disappears or starts over is
 * forgotten. Makes no garbage. For one thread.
 */
final class Counter {

    /** Enough for a quarter of a second between looks and windows of ten seconds. */
    private static final int POINTS = 64;

    private final long[] values = new long[POINTS];
    private final long[] times = new long[POINTS];
    private int size;
    private int newest = -1;

    /** @param now a monotonic clock, nanoseconds */
    void add(long value, long now) {
        if (value == MemorySample.UNKNOWN || size > 0 && value < values[newest]) {
            size = 0;
        }
        if (value == MemorySample.UNKNOWN) {
            return;
        }
        newest = (newest + 1) % POINTS;
        values[newest] = value;
        times[newest] = now;
        size = Math.min(POINTS, size + 1);
    }

    /**
     * By how much it grew in the window before the newest value, per second. Counts what is known of the window; 0 until the
     * window is at least half known, so that one jump isn't taken for a trend.
     */
    double perSecond(long windowNanos) {
        if (size < 2) {
            return 0;
        }
        int oldest = newest;
        for (int back = 1; back < size; back++) {
            int point = (newest - back + POINTS) % POINTS;
            if (times[newest] - times[point] > windowNanos) {
                break;
            }
            oldest = point;
        }
        long span = times[newest] - times[oldest];
        return span < windowNanos / 2 ? 0 : (values[newest] - values[oldest]) * 1e9 / span;
    }

    /** Whether it grew between the last two values. */
    boolean grew() {
        return size > 1 && values[newest] > values[(newest - 1 + POINTS) % POINTS];
    }
}
