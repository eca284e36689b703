package org.openclaw.appliance.client;

import java.util.List;

/**
 * What a gateway gave this device to come back with. Never prints itself.
 *
 * @param scopes what it is known to allow; the gateway may allow more
 */
record DeviceToken(String token, List<String> scopes) {

    DeviceToken {
        scopes = List.copyOf(scopes);
    }

    /** Whether the gateway would not have to be asked for more rights. */
    boolean covers(List<String> wanted) {
        return scopes.contains("operator.admin") || scopes.containsAll(wanted);
    }

    @Override
    public String toString() {
        return "DeviceToken[…]";
    }
}
