package org.openclaw.appliance.inbound;

import java.util.function.LongSupplier;

/** Lets so many messages through in a minute, after a burst of as many. Thread-safe. */
final class MessageRate {

    private static final double MINUTE_MILLIS = 60_000;

    private final LongSupplier uptimeMillis;
    private double tokens = Double.MAX_VALUE;
    private long filledAt;

    /** @param uptimeMillis a clock that never jumps */
    MessageRate(LongSupplier uptimeMillis) {
        this.uptimeMillis = uptimeMillis;
    }

    /** @return 0 where one more may pass, else how long to wait, in milliseconds */
    synchronized long take(int perMinute) {
        long now = uptimeMillis.getAsLong();
        tokens = Math.min(perMinute, tokens + (now - filledAt) * perMinute / MINUTE_MILLIS);
        filledAt = now;
        if (tokens >= 1) {
            tokens--;
            return 0;
        }
        return (long) Math.ceil((1 - tokens) * MINUTE_MILLIS / perMinute);
    }
}
