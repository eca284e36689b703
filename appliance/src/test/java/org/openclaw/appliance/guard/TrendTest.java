package org.openclaw.appliance.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TrendTest {

    private static final long MINUTE = 60_000_000_000L;

    private final Trend trend = new Trend();

    @Test
    void whatGrowsOverTwoWindowsIsToldPerHour() {
        for (int minute = 0; minute <= 12; minute++) {
            trend.add(100 + minute, minute * MINUTE);
        }
        assertEquals(10, trend.growth());
        assertEquals(60, trend.growthPerHour());
    }

    @Test
    void peaksAreNoGrowth() {
        for (int minute = 0; minute <= 30; minute++) {
            trend.add(minute % 4 == 0 ? 100 : 500, minute * MINUTE);
        }
        assertEquals(0, trend.growthPerHour());
    }
}
