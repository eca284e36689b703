package org.openclaw.appliance.access;

import java.util.List;

/**
 * A device token on its way to its device. Never prints itself.
 *
 * @param issuedAtMs when it was made, milliseconds since 1970
 */
public record IssuedToken(Role role, List<String> scopes, String token, long issuedAtMs) {

    public IssuedToken {
        scopes = List.copyOf(scopes);
    }

    @Override
    public String toString() {
        return "IssuedToken[" + role + "]";
    }
}
