package org.openclaw.appliance.access;

import java.util.List;

/**
 * What a device may connect as with its token for one role.
 *
 * @param secret how its token is made and recognised
 * @param createdAt when the role was approved, milliseconds since 1970
 * @param rotatedAt when the token was last replaced, or null
 * @param revokedAt when it was revoked, or null while it is good
 * @param lastUsedAt when a connection was let in by the token alone, or null
 */
public record TokenGrant(
        Role role,
        List<String> scopes,
        DeviceTokens.Secret secret,
        long createdAt,
        Long rotatedAt,
        Long revokedAt,
        Long lastUsedAt) {

    public TokenGrant {
        scopes = List.copyOf(scopes);
    }

    /** With another token. @param at milliseconds since 1970 */
    TokenGrant renewed(DeviceTokens.Secret fresh, long at) {
        return new TokenGrant(role, scopes, fresh, createdAt, at, revokedAt, lastUsedAt);
    }

    boolean live() {
        return revokedAt == null;
    }

    /** When the present token was made, milliseconds since 1970. */
    public long issuedAt() {
        return rotatedAt == null ? createdAt : rotatedAt;
    }
}
