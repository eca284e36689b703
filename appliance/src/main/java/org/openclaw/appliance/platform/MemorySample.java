package org.openclaw.appliance.platform;

import java.util.Arrays;

/**
 * One look at the memory, made to be filled again and again without making garbage. Not thread-safe: whoever samples owns it.
 */
public final class MemorySample {

    /** A figure this system does not give. */
    public static final long UNKNOWN = -1;

    private static final int COUNT = MemoryFigure.values().length;

    private final long[] values = new long[COUNT];

    public MemorySample() {
        clear();
    }

    /** Forgets everything. */
    public void clear() {
        Arrays.fill(values, UNKNOWN);
    }

    public long get(MemoryFigure figure) {
        return values[figure.ordinal()];
    }

    public boolean has(MemoryFigure figure) {
        return values[figure.ordinal()] != UNKNOWN;
    }

    /** @param value the figure, or {@link #UNKNOWN} */
    public MemorySample set(MemoryFigure figure, long value) {
        values[figure.ordinal()] = value;
        return this;
    }

    /** Takes over all figures of another sample. */
    public void copy(MemorySample other) {
        System.arraycopy(other.values, 0, values, 0, COUNT);
    }

    /** Takes over the figures of a reading. */
    public void copy(MemoryProbe.Reading reading) {
        set(MemoryFigure.TOTAL, reading.total());
        set(MemoryFigure.AVAILABLE, reading.available());
        set(MemoryFigure.SWAP_TOTAL, reading.swapTotal());
        set(MemoryFigure.SWAP_FREE, reading.swapFree());
        set(MemoryFigure.RSS, reading.rss());
        set(MemoryFigure.RSS_ANON, reading.rssAnon());
        set(MemoryFigure.PEAK_RSS, reading.peakRss());
        set(MemoryFigure.LIMIT, reading.limit());
    }
}
