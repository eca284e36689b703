package org.openclaw.appliance.guard;

/**
 * Whether a size keeps growing: the lowest value of each five minutes, over three of them. Short peaks don't count. Makes no
 * garbage. For one thread.
 */
final class Trend {

    private static final long WINDOW_NANOS = 300_000_000_000L;

    private static final long HOUR_NANOS = 3_600_000_000_000L;

    private long windowStart;
    private long lowest = Long.MAX_VALUE;
    private long previous = -1;
    private long beforePrevious = -1;

    void add(long value, long now) {
        if (value < 0) {
            return;
        }
        if (lowest == Long.MAX_VALUE) {
            windowStart = now;
        }
        lowest = Math.min(lowest, value);
        if (now - windowStart >= WINDOW_NANOS) {
            beforePrevious = previous;
            previous = lowest;
            lowest = value;
            windowStart = now;
        }
    }

    /** The same as a rate, bytes an hour. */
    long growthPerHour() {
        return growth() * (HOUR_NANOS / (2 * WINDOW_NANOS));
    }

    /** By how much the lowest value grew over two windows in a row; 0 where it didn't grow in both. */
    long growth() {
        boolean grows = beforePrevious >= 0 && previous > beforePrevious && lowest != Long.MAX_VALUE && lowest > previous;
        return grows ? lowest - beforePrevious : 0;
    }
}
