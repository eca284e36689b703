package org.openclaw.appliance.disk;

import java.util.Locale;

/** How much room the gateway has for what it keeps. */
public enum DiskLevel {
    OK,
    /** 95 % used: what can be done without goes. */
    HIGH,
    /** 99 % used: no new work. */
    FULL,
    /** Nothing can be written. */
    READ_ONLY;

    private static final double HIGH_PERCENT = 95;
    private static final double FULL_PERCENT = 99;

    /** It must get better by so much before it counts, or the level would flutter. */
    private static final double MARGIN = 0.5;

    /** @param before the level so far */
    static DiskLevel of(Disk.Space space, DiskLevel before) {
        if (space.readOnly()) {
            return READ_ONLY;
        }
        double used = space.usedPercent();
        if (used >= FULL_PERCENT - (before == FULL ? MARGIN : 0)) {
            return FULL;
        }
        return used >= HIGH_PERCENT - (before == HIGH || before == FULL ? MARGIN : 0) ? HIGH : OK;
    }

    /** Whether new work would have to be refused. */
    public boolean refusesWork() {
        return this == FULL || this == READ_ONLY;
    }

    /** How people and the wire spell it. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
