package org.openclaw.appliance.exec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The newest {@value #CAPACITY} bytes of a command's output, and how much there was in all. Thread-safe. */
final class OutputRing {

    static final int CAPACITY = 128 * 1024;
    private static final int FIRST_SIZE = 4 * 1024;

    private byte[] ring = new byte[FIRST_SIZE];
    private long total;

    synchronized void write(byte[] bytes, int length) {
        grow(length);
        int from = Math.max(0, length - ring.length);
        total += from;
        for (int left = length - from; left > 0; ) {
            int at = (int) (total % ring.length);
            int part = Math.min(left, ring.length - at);
            System.arraycopy(bytes, length - left, ring, at, part);
            total += part;
            left -= part;
        }
    }

    // Until it has its full size nothing was overwritten, so it begins at 0.
    private void grow(int more) {
        if (ring.length < CAPACITY && total + more > ring.length) {
            long wanted = Math.max(ring.length * 2L, total + more);
            ring = Arrays.copyOf(ring, (int) Math.min(CAPACITY, wanted));
        }
    }

    /** How many bytes were written in all. */
    synchronized long total() {
        return total;
    }

    /** What was written from a place on, as far as it is still kept, its newest part when that is longer than allowed. */
    synchronized String since(long place, int mostBytes) {
        long first = Math.max(Math.max(0, place), Math.max(total - ring.length, total - mostBytes));
        byte[] kept = new byte[(int) Math.max(0, total - first)];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = ring[(int) ((first + i) % ring.length)];
        }
        return new String(kept, StandardCharsets.UTF_8);
    }
}
