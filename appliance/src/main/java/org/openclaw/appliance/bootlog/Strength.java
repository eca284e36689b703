package org.openclaw.appliance.bootlog;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How far evidence bears; in order, the weakest first. */
public enum Strength {
    /** Nothing but the lack of a recorded stop. */
    BASE,
    /** Something happened on the machine at the time that explains it. */
    LIKELY,
    /** Something happened that concerns this process, and nothing speaks against it. */
    STRONG,
    /** The gateway, the supervisor or the kernel said so of this very process. */
    CERTAIN;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Strength> of(String wireName) {
        return Arrays.stream(values()).filter(strength -> strength.wireName().equals(wireName)).findFirst();
    }
}
