package org.openclaw.appliance.access;

import java.util.Locale;
import java.util.Optional;

/** What a connection is: somebody who operates the gateway, or a device that lends it its abilities. */
public enum Role {
    OPERATOR,
    NODE;

    /** The role's name on the wire. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Role> of(String wireName) {
        return switch (wireName) {
            case "operator" -> Optional.of(OPERATOR);
            case "node" -> Optional.of(NODE);
            default -> Optional.empty();
        };
    }
}
