package org.openclaw.appliance.guard;

import java.util.function.Supplier;
import org.openclaw.appliance.platform.MemoryProbe;

/**
 * Collects garbage and gives back what that frees, in the heap and in the C library's own; once a minute at most. Not for a mere
 * warning of a system that warns easily: it would cost time all day and free next to nothing.
 */
public final class Collect implements Shed {

    private static final int PAUSE_SECONDS = 60;

    private final MemoryProbe probe;
    private final Supplier<Situation> situation;

    /** @param situation as of now */
    public Collect(MemoryProbe probe, Supplier<Situation> situation) {
        this.probe = probe;
        this.situation = situation;
    }

    @Override
    public String name() {
        return "collect";
    }

    @Override
    public Level from() {
        return Level.WARNING;
    }

    @Override
    public int shed(Level level) {
        boolean merelyWarned = situation.get().reason().filter(Reason.OS_WARN::equals).isPresent();
        if (level == Level.WARNING && merelyWarned && probe.warnsEasily()) {
            return 0;
        }
        System.gc();
        return probe.trim() ? 2 : 1;
    }

    @Override
    public int repeatSeconds() {
        return PAUSE_SECONDS;
    }
}
