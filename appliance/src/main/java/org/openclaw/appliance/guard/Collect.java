package org.openclaw.appliance.guard;

import org.openclaw.appliance.platform.MemoryProbe;

/** Collects garbage and gives back what that frees, in the heap and in the C library's own; once a minute at most. */
public final class Collect implements Shed {

    private static final int PAUSE_SECONDS = 60;

    private final MemoryProbe probe;

    public Collect(MemoryProbe probe) {
        this.probe = probe;
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
        System.gc();
        return probe.trim() ? 2 : 1;
    }

    @Override
    public int repeatSeconds() {
        return PAUSE_SECONDS;
    }
}
