package org.openclaw.appliance.agent;

import java.util.Locale;
import java.util.Optional;

/** What a message does that comes while its session is busy. */
public enum QueueMode {
    /** Joins the turn that goes on, at its next boundary; waits for its own turn where there is none. */
    STEER,
    /** Waits for its own turn. */
    FOLLOWUP,
    /** Waits, and shares one turn with the others that wait then. */
    COLLECT,
    /** Ends what goes on and waits, and is next. */
    INTERRUPT,
    /** Waits for its own turn, never dropped for being one too many: what a program sends. */
    LANE;

    /** The mode of that name, as configuration and clients write it; {@link #LANE} has none. */
    public static Optional<QueueMode> of(String name) {
        return switch (name == null ? "" : name.strip().toLowerCase(Locale.ROOT)) {
            case "steer" -> Optional.of(STEER);
            case "followup" -> Optional.of(FOLLOWUP);
            case "collect" -> Optional.of(COLLECT);
            case "interrupt" -> Optional.of(INTERRUPT);
            default -> Optional.empty();
        };
    }

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
