package org.openclaw.appliance.guard;

import java.time.Duration;
import org.openclaw.appliance.platform.MemoryProbe;

/**
 * Keeps a gateway that needs more than its budget from ending itself again and again: a restart that has not helped three times
 * won't. Where the machine itself has next to nothing left it ends all the same, before the kernel ends it. Thread-safe.
 */
public final class RestartHold {

    /** How many ends for want of memory within {@link #WINDOW} are enough. */
    public static final int ENDS = 3;

    public static final Duration WINDOW = Duration.ofMinutes(10);

    private final MemoryProbe probe;
    private volatile int ends;

    public RestartHold(MemoryProbe probe) {
        this.probe = probe;
    }

    /** @param ends how often the gateway has ended itself for want of memory within {@link #WINDOW} @return whether that is enough */
    public boolean after(int ends) {
        this.ends = ends;
        return isOn();
    }

    /** Forgets them: something has changed that may help. */
    public void lift() {
        ends = 0;
    }

    /** Whether restarts are held back. */
    public boolean isOn() {
        return ends >= ENDS;
    }

    /** Whether a restart must not happen now. */
    public boolean forbids(Thresholds thresholds) {
        if (!isOn()) {
            return false;
        }
        MemoryProbe.Reading now = probe.read();
        return !thresholds.ofAvailable(now.available(), now.total()).atLeast(Level.CRITICAL);
    }

    /** What an operator ought to know and do, one line. */
    public String advice(long budget) {
        return "The gateway has ended itself " + ends + " times within " + WINDOW.toMinutes() + " minutes because it needs more than "
                + "its memory budget of " + (budget >> 20) + " MB. It doesn't do so any more and refuses new turns while memory is "
                + "short. Raise the budget, such as with `openclaw config set gateway.maxMemory " + suggestion(budget) + "m`, or unset "
                + "gateway.maxMemory and appliance.memory.budget";
    }

    // Half as much again, and no less than what a gateway at work takes.
    private static long suggestion(long budget) {
        return Math.max(160, (budget >> 20) * 3 / 2);
    }
}
