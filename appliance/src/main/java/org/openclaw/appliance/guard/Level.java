package org.openclaw.appliance.guard;

import java.util.Locale;
import java.util.Optional;

/** How short memory is; what each level sheds includes what the levels before it shed. */
public enum Level {
    NORMAL,
    WARNING,
    CRITICAL,
    EMERGENCY;

    /** The word for it on the wire and in the log. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public boolean atLeast(Level other) {
        return compareTo(other) >= 0;
    }

    public static Optional<Level> of(String wireName) {
        for (Level level : values()) {
            if (level.wireName().equals(wireName)) {
                return Optional.of(level);
            }
        }
        return Optional.empty();
    }
}
