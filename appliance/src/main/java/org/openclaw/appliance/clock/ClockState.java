package org.openclaw.appliance.clock;

import java.util.Locale;

/** How far a machine's clock can be believed. */
public enum ClockState {
    /** It follows a time source. */
    SYNCHRONISED,
    /** It doesn't, and may be wrong by any amount. */
    UNSYNCHRONISED,
    /** It says a time before this program was built. */
    WRONG,
    /** The system doesn't tell, and nothing speaks against it. */
    UNKNOWN;

    /** Whether something speaks against it. */
    boolean isDoubtful() {
        return this == UNSYNCHRONISED || this == WRONG;
    }

    /** How people and the wire spell it. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
