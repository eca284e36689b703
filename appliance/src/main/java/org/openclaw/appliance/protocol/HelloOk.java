package org.openclaw.appliance.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Payload of the answer to {@code connect}: what this gateway is, what it can do, and what the caller may. */
public record HelloOk(
        String type, int protocol, Server server, Features features, JsonNode snapshot, Auth auth, Policy policy) {

    public static final String TYPE = "hello-ok";

    /** @param bootId changes with every start of the gateway */
    public record Server(String version, String connId, String bootId) {}

    /** Conservative discovery: clients hide what isn't listed. */
    public record Features(List<String> methods, List<String> events, List<String> capabilities) {}

    /**
     * What the caller was let in as.
     *
     * @param deviceToken what its device may connect with alone from now on, or null for a client without a device
     * @param issuedAtMs when that token was made, milliseconds since 1970, or null
     * @param deviceTokens tokens for other roles, handed over with a setup code; else null
     */
    public record Auth(
            String method,
            String role,
            List<String> scopes,
            String deviceToken,
            Long issuedAtMs,
            List<HandedOver> deviceTokens) {

        @Override
        public String toString() {
            return "Auth[" + method + " " + role + "]";
        }
    }

    /** A device token for another role. Never prints itself. */
    public record HandedOver(String deviceToken, String role, List<String> scopes, long issuedAtMs) {
        @Override
        public String toString() {
            return "HandedOver[" + role + "]";
        }
    }

    /** Limits the client must respect: bytes, bytes, milliseconds. */
    public record Policy(int maxPayload, int maxBufferedBytes, long tickIntervalMs) {}
}
