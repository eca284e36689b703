package org.openclaw.appliance.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.openclaw.appliance.platform.MemoryProbe;
import org.openclaw.appliance.platform.MemorySample;

class CollectTest {

    private static Collect collect(boolean warnsEasily, Level level, Reason reason) {
        MemoryProbe probe = new MemoryProbe() {
            @Override
            public void sample(MemorySample into) {
                into.clear();
            }

            @Override
            public boolean warnsEasily() {
                return warnsEasily;
            }
        };
        return new Collect(probe, () -> new Situation(level, level, Optional.of(reason), -1, -1, 200L << 20, 0));
    }

    @Test
    void leavesAMereWarningOfASystemThatWarnsEasilyAlone() {
        assertEquals(0, collect(true, Level.WARNING, Reason.OS_WARN).shed(Level.WARNING));
    }

    @Test
    void takesEveryOtherWarningSeriously() {
        assertEquals(1, collect(false, Level.WARNING, Reason.OS_WARN).shed(Level.WARNING));
        assertEquals(1, collect(true, Level.WARNING, Reason.RSS_THRESHOLD).shed(Level.WARNING));
        assertEquals(1, collect(true, Level.CRITICAL, Reason.OS_CRITICAL).shed(Level.CRITICAL));
    }
}
