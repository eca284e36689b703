package org.openclaw.appliance.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.openclaw.appliance.platform.MemoryFigure;

class RestartHoldTest {

    private static final long MIB = 1L << 20;
    private static final Thresholds SMALL = Thresholds.of(60 * MIB);

    private long available = 130 * MIB;
    private final RestartHold hold = new RestartHold(into -> {
        into.clear();
        into.set(MemoryFigure.TOTAL, 256 * MIB).set(MemoryFigure.AVAILABLE, available);
    });

    @Test
    void aThirdEndWithinTheTimeIsTheLast() {
        assertFalse(hold.after(1));
        assertFalse(hold.after(RestartHold.ENDS - 1));
        assertFalse(hold.forbids(SMALL));
        assertTrue(hold.after(RestartHold.ENDS));
        assertTrue(hold.forbids(SMALL));
    }

    @Test
    void endsAllTheSameBeforeTheKernelDoesIt() {
        hold.after(RestartHold.ENDS);
        available = 8 * MIB;
        assertFalse(hold.forbids(SMALL));
        assertTrue(hold.isOn());
    }

    @Test
    void anotherBudgetIsANewChance() {
        hold.after(RestartHold.ENDS);
        hold.lift();
        assertFalse(hold.isOn());
        assertFalse(hold.forbids(SMALL));
    }

    @Test
    void saysWhatToDo() {
        hold.after(4);
        assertEquals(
                "The gateway has ended itself 4 times within 10 minutes because it needs more than its memory budget of 60 MB. It "
                        + "doesn't do so any more and refuses new turns while memory is short. Raise the budget, such as with "
                        + "`openclaw config set gateway.maxMemory 160m`, or unset gateway.maxMemory and appliance.memory.budget",
                hold.advice(60 * MIB));
    }
}
