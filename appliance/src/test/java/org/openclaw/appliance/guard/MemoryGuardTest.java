package org.openclaw.appliance.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryGuardTest {

    private static final long SECOND = 1_000_000_000L;

    private final List<String> happened = new ArrayList<>();
    private boolean acts = true;
    private final MemoryGuard guard = new MemoryGuard(
            into -> into.clear(),
            () -> Thresholds.of(200L << 20),
            () -> acts,
            List.of(Shed.of("admission", Level.CRITICAL, () -> happened("shed"), () -> happened("restored"))),
            () -> happened("caches"),
            situation -> happened(situation.level().wireName()),
            Clock.systemUTC());

    private int happened(String what) {
        happened.add(what);
        return 1;
    }

    @Test
    void recoversAfterARehearsal() {
        long now = System.nanoTime();
        guard.rehearse(Level.CRITICAL, 10);
        guard.look(0, now);
        guard.look(0, now + 20 * SECOND);
        guard.look(0, now + 90 * SECOND);
        assertEquals(List.of("critical", "shed", "normal", "restored"), happened);
    }

    @Test
    void tellsAndGivesNothingUpWhereItMayNotAct() {
        acts = false;
        guard.rehearse(Level.EMERGENCY, 10);
        guard.look(0, System.nanoTime());
        assertEquals(List.of("emergency"), happened);
    }

    @Test
    void tellsTheBudgetOfNow() {
        assertEquals(200L << 20, guard.budget());
    }
}
