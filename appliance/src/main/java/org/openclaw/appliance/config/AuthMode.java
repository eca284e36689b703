package org.openclaw.appliance.config;

import java.util.Optional;

/** How callers prove themselves, as {@code gateway.auth.mode} spells it. */
public enum AuthMode {
    NONE("none"),
    TOKEN("token"),
    PASSWORD("password"),
    TRUSTED_PROXY("trusted-proxy");

    private final String wireName;

    AuthMode(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    static Optional<AuthMode> of(String wireName) {
        for (AuthMode mode : values()) {
            if (mode.wireName.equals(wireName)) {
                return Optional.of(mode);
            }
        }
        return Optional.empty();
    }
}
