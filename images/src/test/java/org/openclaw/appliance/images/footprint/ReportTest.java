package org.openclaw.appliance.images.footprint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {

    private final Report report = new Report();

    @Test
    void failsOnAnyMemoryAboveBudget() {
        report.put(Metric.IDLE_PSS, Metric.IDLE_PSS.budget + 0.1);
        assertEquals(1, report.failures().size());
    }

    @Test
    void toleratesSlowMachinesUpToThreeTimesTheBudget() {
        report.put(Metric.HEALTH_P50, Metric.HEALTH_P50.budget * 2.9);
        report.put(Metric.TURN_RATE, Metric.TURN_RATE.budget / 2.9);
        assertEquals(List.of(), report.failures());
        assertTrue(report.table().contains("slow"));
    }

    @Test
    void failsOnARateBelowAThirdOfTheBudget() {
        report.put(Metric.TURN_RATE, Metric.TURN_RATE.budget / 3.1);
        assertEquals(1, report.failures().size());
    }

    @Test
    void leavesOutWhatWasNotMeasured() {
        report.put(Metric.DISK, 100);
        assertTrue(report.table().contains(Metric.DISK.title));
        assertFalse(report.table().contains(Metric.IDLE_PSS.title));
    }
}
