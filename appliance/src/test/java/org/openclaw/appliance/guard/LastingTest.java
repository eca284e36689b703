package org.openclaw.appliance.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LastingTest {

    private final Lasting lasting = new Lasting(10);

    @Test
    void believesALevelThatStays() {
        assertEquals(Level.NORMAL, lasting.after(Level.CRITICAL, 100));
        assertEquals(Level.NORMAL, lasting.after(Level.CRITICAL, 109));
        assertEquals(Level.CRITICAL, lasting.after(Level.CRITICAL, 110));
    }

    @Test
    void countsAWorseLevelForTheOnesBelow() {
        lasting.after(Level.WARNING, 100);
        lasting.after(Level.EMERGENCY, 105);

        assertEquals(Level.WARNING, lasting.after(Level.EMERGENCY, 110));
        assertEquals(Level.EMERGENCY, lasting.after(Level.EMERGENCY, 115));
    }

    @Test
    void startsOverAfterALookThatFoundNothing() {
        lasting.after(Level.CRITICAL, 100);
        lasting.after(Level.NORMAL, 108);
        lasting.after(Level.CRITICAL, 109);

        assertEquals(Level.NORMAL, lasting.after(Level.CRITICAL, 112));
        assertEquals(Level.CRITICAL, lasting.after(Level.CRITICAL, 119));
    }
}
