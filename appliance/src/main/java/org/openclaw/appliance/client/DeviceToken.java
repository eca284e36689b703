package org.openclaw.appliance.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a gateway gave this device to come back with. Never prints itself.
 *
 * @param scopes what it is known to allow; the gateway may allow more
 */
record DeviceToken(String token, List<String> scopes) {

    private static final int LONGEST_TOKEN = 1024;
    private static final int MOST_SCOPES = 32;
    private static final int LONGEST_SCOPE = 64;

    DeviceToken {
        scopes = List.copyOf(scopes);
    }

    /**
     * As a gateway sent it, which may be anybody; empty when it sent none, or one that isn't worth a place on the disk.
     *
     * @param auth an object with the token under the name
     */
    static Optional<DeviceToken> sent(JsonNode auth, String name) {
        String token = auth.path(name).asText("");
        if (token.isEmpty() || token.length() > LONGEST_TOKEN) {
            return Optional.empty();
        }
        List<String> scopes = new ArrayList<>();
        for (JsonNode scope : auth.path("scopes")) {
            if (scopes.size() < MOST_SCOPES && scope.asText().length() <= LONGEST_SCOPE) {
                scopes.add(scope.asText());
            }
        }
        return Optional.of(new DeviceToken(token, scopes));
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
