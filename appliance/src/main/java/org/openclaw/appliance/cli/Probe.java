package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.protocol.Json;

/** Finds out whether a gateway can be reached, and what it lets us do. Leaves no trace on either side. */
final class Probe {

    private Probe() {}

    /**
     * @param tried false when the network wasn't used
     * @param connected whether the gateway shook hands
     * @param rpc null when no method was called
     * @param capability read-only, write-capable, admin-capable, pairing-pending, connect-only or unknown
     * @param peer who answered
     * @param failure why it failed, or null
     */
    record Result(
            boolean tried, boolean connected, Boolean rpc, String capability, Peer peer, ClientException failure) {

        static final Result SKIPPED = new Result(false, false, null, "unknown", Peer.UNKNOWN, null);

        /** The gateway's version, or null. */
        String version() {
            return peer.version();
        }

        /** Whether a gateway was there, let in or not. */
        boolean answered() {
            return connected || (failure != null && failure.reason() == ClientException.Reason.REFUSED);
        }

        boolean rpcOk() {
            return Boolean.TRUE.equals(rpc);
        }

        /** One line for people. */
        String text() {
            if (!tried) {
                return "skipped";
            }
            if (connected && failure == null) {
                return "ok";
            }
            return failure == null ? "failed" : "failed: " + failure.getMessage();
        }

        ObjectNode json() {
            ObjectNode json = Json.object().put("tried", tried).put("ok", connected).put("capability", capability);
            if (rpc != null) {
                json.put("rpcOk", rpc);
            }
            if (peer.version() != null) {
                json.put("version", peer.version());
            }
            if (peer.deviceId() != null) {
                json.put("gatewayId", peer.deviceId());
            }
            if (failure != null) {
                json.putObject("error").put("code", failure.code()).put("message", failure.getMessage());
            }
            return json;
        }
    }

    /**
     * The gateway itself, as far as it told; all may be null.
     *
     * @param bootId changes with every start
     * @param deviceId never changes; told only to who may read
     */
    record Peer(String version, String bootId, String deviceId) {

        static final Peer UNKNOWN = new Peer(null, null, null);

        /** Whether both are proven to be one gateway. */
        boolean isSame(Peer other) {
            return (deviceId != null && deviceId.equals(other.deviceId)) || (bootId != null && bootId.equals(other.bootId));
        }
    }

    static Result of(Invocation in, ClientFlags flags, Duration timeout, boolean callMethod)
            throws CommandException, InterruptedException {
        // A gateway leaves a client that says it is a probe no scopes, so whoever wants to call a method comes as the CLI.
        GatewayAccess.Mode mode = callMethod ? GatewayAccess.Mode.CHECK : GatewayAccess.Mode.PROBE;
        var wish = new GatewayAccess.Wish(flags, mode, List.of("operator.read"), timeout);
        try (GatewayConnection gateway = in.gateway().open(wish)) {
            return admitted(gateway, timeout, callMethod);
        } catch (ClientException e) {
            boolean pairing = e.reason() == ClientException.Reason.REFUSED && e.code().equals("NOT_PAIRED");
            return new Result(true, false, callMethod ? false : null, pairing ? "pairing-pending" : "unknown",
                    Peer.UNKNOWN, e);
        }
    }

    private static Result admitted(GatewayConnection gateway, Duration timeout, boolean callMethod)
            throws InterruptedException {
        JsonNode hello = gateway.hello();
        String capability = capability(hello.path("auth").path("scopes"));
        JsonNode server = hello.path("server");
        Peer peer = new Peer(server.path("version").asText(null), server.path("bootId").asText(null), null);
        if (!callMethod) {
            return new Result(true, true, null, capability, peer, null);
        }
        try {
            gateway.call("status", Json.object(), timeout);
            JsonNode identity = gateway.call("gateway.identity.get", Json.object(), timeout);
            Peer known = new Peer(peer.version(), peer.bootId(), identity.path("deviceId").asText(null));
            return new Result(true, true, true, capability, known, null);
        } catch (ClientException e) {
            return new Result(true, true, false, capability, peer, e);
        }
    }

    private static String capability(JsonNode scopes) {
        String best = "connect-only";
        for (JsonNode scope : scopes) {
            switch (scope.asText()) {
                case "operator.admin" -> {
                    return "admin-capable";
                }
                case "operator.write" -> best = "write-capable";
                case "operator.read" -> best = best.equals("connect-only") ? "read-only" : best;
                default -> {
                    // Other scopes don't tell what a caller can do with sessions.
                }
            }
        }
        return best;
    }
}
