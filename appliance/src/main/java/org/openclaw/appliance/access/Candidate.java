package org.openclaw.appliance.access;

import java.util.List;

/**
 * A device that has proven its key and asks to be let in.
 *
 * @param role what it asks to be
 * @param scopes the operator scopes it asks for; none for a node
 */
record Candidate(DeviceKey key, String deviceId, Role role, List<String> scopes, DeviceClaims claims, Peer peer) {

    Candidate {
        scopes = List.copyOf(scopes);
    }

    boolean asksWithin(List<String> granted) {
        return scopes.stream().allMatch(scope -> Scope.admits(granted, scope));
    }
}
