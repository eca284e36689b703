package org.openclaw.appliance.access;

import java.util.List;
import java.util.Optional;

/**
 * A device that was approved. All texts but {@code id}, {@code publicKey} and {@code approvedVia} may be null.
 *
 * @param id lower-case hex SHA-256 of the raw public key
 * @param label what the operator calls it
 * @param claims what it said of itself when it was approved
 * @param scopes the operator scopes approved; a token may carry fewer
 * @param approvedVia {@code owner}, {@code setup-code}, {@code silent}, {@code trusted-cidr} or {@code trusted-proxy}
 * @param createdAt first approval, milliseconds since 1970
 * @param approvedAt latest approval, milliseconds since 1970
 * @param lastSeenAt latest connect, to the minute, milliseconds since 1970; null before the first
 * @param tokens one for each role ever approved, the revoked ones included
 */
public record PairedDevice(
        String id,
        String publicKey,
        String label,
        DeviceClaims claims,
        List<String> scopes,
        String approvedVia,
        long createdAt,
        long approvedAt,
        Long lastSeenAt,
        List<TokenGrant> tokens) {

    public PairedDevice {
        scopes = List.copyOf(scopes);
        tokens = List.copyOf(tokens);
    }

    /** The roles it may connect in now. */
    public List<Role> roles() {
        return tokens.stream().filter(TokenGrant::live).map(TokenGrant::role).toList();
    }

    /** The role's token, unless it was revoked or never given. */
    public Optional<TokenGrant> token(Role role) {
        return tokens.stream().filter(token -> token.role() == role && token.live()).findFirst();
    }
}
