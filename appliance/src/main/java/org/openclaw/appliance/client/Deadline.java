package org.openclaw.appliance.client;

import java.net.SocketTimeoutException;
import java.time.Duration;

/** A point on the monotonic clock by which something has to be done. */
record Deadline(long nanos) {

    static Deadline in(Duration duration) {
        return new Deadline(System.nanoTime() + duration.toNanos());
    }

    /** What is left, in whole milliseconds of at least 1. @throws SocketTimeoutException when nothing is */
    int millisLeft() throws SocketTimeoutException {
        long left = (nanos - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
            throw new SocketTimeoutException("deadline passed");
        }
        return (int) Math.min(left, Integer.MAX_VALUE);
    }
}
