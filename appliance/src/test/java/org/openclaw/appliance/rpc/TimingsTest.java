package org.openclaw.appliance.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TimingsTest {

    private static final long MILLI = 1_000_000;

    private final AtomicBoolean wanted = new AtomicBoolean(true);
    private final AtomicLong nanos = new AtomicLong();
    private final Timings timings = new Timings(wanted::get, nanos::get);
    private final AtomicInteger told = new AtomicInteger();

    @Test
    void tellsEverythingSlowAndOneASecondOfTheRest() {
        tell(1 * MILLI);
        tell(1 * MILLI);
        assertEquals(1, told.get());
        tell(Timings.SLOW_MILLIS * MILLI);
        assertEquals(2, told.get());
        nanos.addAndGet(1_000 * MILLI);
        tell(1 * MILLI);
        tell(1 * MILLI);
        assertEquals(3, told.get());
    }

    @Test
    void startsAndStopsAtAnyMoment() {
        wanted.set(false);
        tell(Timings.SLOW_MILLIS * MILLI);
        assertEquals(0, told.get());
        wanted.set(true);
        tell(Timings.SLOW_MILLIS * MILLI);
        assertEquals(1, told.get());
    }

    @Test
    void showsTenthsOfMilliseconds() {
        assertEquals("0.0", Timings.millis(49_999));
        assertEquals("12.3", Timings.millis(12_345_678));
        assertEquals("0.0", Timings.millis(-1));
    }

    private void tell(long span) {
        timings.tell(span, () -> {
            told.incrementAndGet();
            return "test";
        });
    }
}
