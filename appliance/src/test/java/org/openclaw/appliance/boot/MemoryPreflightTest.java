package org.openclaw.appliance.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.openclaw.appliance.platform.MemoryProbe.Reading;

class MemoryPreflightTest {

    private static final long UNKNOWN = Reading.UNKNOWN;

    @Test
    void aBoardOf256MegabytesStartsLean() throws Exception {
        MemoryPreflight preflight = MemoryPreflight.of(reading(240, 150));
        assertTrue(preflight.lean());
        assertTrue(preflight.line().startsWith("memory preflight: 150 MB available of 240 MB"), preflight.line());
        assertFalse(preflight.line().contains("tight"));
    }

    @Test
    void warnsBelow224MegabytesInTotal() throws Exception {
        assertTrue(MemoryPreflight.of(reading(200, 150)).line().contains("tight"));
    }

    @Test
    void aLargeMachineIsLeanOnlyWhenLittleIsFree() throws Exception {
        assertFalse(MemoryPreflight.of(reading(4096, 2000)).lean());
        assertTrue(MemoryPreflight.of(reading(4096, 95)).lean());
    }

    @Test
    void asksTheSupervisorToTryLaterBelow32Megabytes() {
        StartRefused refused = assertThrows(StartRefused.class, () -> MemoryPreflight.of(reading(256, 31)));
        assertEquals(75, refused.exitCode().status());
    }

    @Test
    void unknownFiguresRefuseNothing() throws Exception {
        MemoryPreflight preflight = MemoryPreflight.of(
                new Reading(UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN));
        assertEquals("memory preflight: unknown available of unknown, standard mode", preflight.line());
    }

    private static Reading reading(long totalMegabytes, long availableMegabytes) {
        long mib = 1024 * 1024;
        return new Reading(
                totalMegabytes * mib, availableMegabytes * mib, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN);
    }
}
