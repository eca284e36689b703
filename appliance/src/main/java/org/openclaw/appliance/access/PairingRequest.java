package org.openclaw.appliance.access;

import java.util.List;

/**
 * A device that waits for approval.
 *
 * @param id a random UUID, the same as long as it asks for the same
 * @param roles every role it asked for, the latest first
 * @param scopes every operator scope it asked for
 * @param repair true when it is paired already and asks for more or has changed
 * @param at when it first asked for this, milliseconds since 1970
 */
public record PairingRequest(
        String id,
        String deviceId,
        String publicKey,
        DeviceClaims claims,
        List<Role> roles,
        List<String> scopes,
        boolean repair,
        long at) {

    public PairingRequest {
        roles = List.copyOf(roles);
        scopes = List.copyOf(scopes);
    }

    public Role role() {
        return roles.getFirst();
    }
}
