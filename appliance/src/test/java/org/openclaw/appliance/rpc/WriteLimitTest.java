package org.openclaw.appliance.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WriteLimitTest {

    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final WriteLimit limit = new WriteLimit(now::get);

    @Test
    void letsThirtyCallsAMinuteThroughPerMethodAndClient() {
        for (int i = 0; i < WriteLimit.MOST; i++) {
            assertTrue(limit.take("config.set", "192.0.2.1").isEmpty());
        }
        assertEquals(60_001, limit.take("config.set", "192.0.2.1").orElseThrow());
        assertTrue(limit.take("config.patch", "192.0.2.1").isEmpty());
        assertTrue(limit.take("config.set", "192.0.2.2").isEmpty());
    }

    @Test
    void aCallBecomesFreeAMinuteAfterOneWasMade() {
        assertTrue(limit.take("m", "a").isEmpty());
        now.addAndGet(30 * SECOND);
        for (int i = 1; i < WriteLimit.MOST; i++) {
            assertTrue(limit.take("m", "a").isEmpty());
        }
        assertEquals(30_001, limit.take("m", "a").orElseThrow());
        now.addAndGet(30 * SECOND);
        assertTrue(limit.take("m", "a").isEmpty());
        assertEquals(30_001, limit.take("m", "a").orElseThrow());
    }

    @Test
    void forgetsClientsNotSeenForLongest() {
        for (int i = 0; i < WriteLimit.MOST; i++) {
            limit.take("m", "loud");
        }
        for (int i = 0; i < 10_000; i++) {
            limit.take("m", "client " + i);
        }
        assertTrue(limit.take("m", "loud").isEmpty());
    }
}
