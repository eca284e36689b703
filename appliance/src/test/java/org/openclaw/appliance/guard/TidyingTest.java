package org.openclaw.appliance.guard;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TidyingTest {

    private static final long MIB = 1L << 20;
    private static final long SECOND = 1_000_000_000L;

    private final Tidying tidying = new Tidying();

    @Test
    void isDueWhenWorkIsOver() {
        assertFalse(tidying.isDue(70 * MIB, 3, 0));
        assertFalse(tidying.isDue(100 * MIB, 9, 20 * SECOND), "it works: it has collected since");
        assertFalse(tidying.isDue(100 * MIB, 9, 34 * SECOND));
        assertTrue(tidying.isDue(100 * MIB, 9, 35 * SECOND));
    }

    @Test
    void isNotRepeatedForWhatIsNeeded() {
        tidying.isDue(70 * MIB, 3, 0);
        assertTrue(tidying.isDue(100 * MIB, 3, 20 * SECOND));
        tidying.done(95 * MIB);

        assertFalse(tidying.isDue(95 * MIB, 4, 60 * SECOND));
        assertFalse(tidying.isDue(99 * MIB, 4, 99 * SECOND));
        assertTrue(tidying.isDue(102 * MIB, 4, 120 * SECOND));
    }

    @Test
    void staysAwayFromAProcessThatKeepsItsSize() {
        for (int look = 0; look < 100; look++) {
            assertFalse(tidying.isDue(72 * MIB, 3, look * 2 * SECOND));
        }
    }
}
