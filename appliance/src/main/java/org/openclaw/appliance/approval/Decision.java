package org.openclaw.appliance.approval;

import java.util.Optional;

/** What somebody who was asked can say. */
public enum Decision {
    ALLOW_ONCE("allow-once"),
    ALLOW_ALWAYS("allow-always"),
    DENY("deny");

    private final String wireName;

    Decision(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    public boolean allows() {
        return this != DENY;
    }

    /** Also the short words people type: {@code once}, {@code always}, {@code allow}, {@code no}. */
    public static Optional<Decision> of(String word) {
        return switch (word) {
            case "allow-once", "once", "allow" -> Optional.of(ALLOW_ONCE);
            case "allow-always", "always" -> Optional.of(ALLOW_ALWAYS);
            case "deny", "no" -> Optional.of(DENY);
            default -> Optional.empty();
        };
    }
}
