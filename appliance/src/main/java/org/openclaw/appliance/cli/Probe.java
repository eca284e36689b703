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
     * @param version the gateway's, or null
     * @param failure why it failed, or null
     */
    record Result(
            boolean tried, boolean connected, Boolean rpc, String capability, String version, ClientException failure) {

        static final Result SKIPPED = new Result(false, false, null, "unknown", null, null);

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
            if (version != null) {
                json.put("version", version);
            }
            if (failure != null) {
                json.putObject("error").put("code", failure.code()).put("message", failure.getMessage());
            }
            return json;
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
            return new Result(true, false, callMethod ? false : null, pairing ? "pairing-pending" : "unknown", null, e);
        }
    }

    private static Result admitted(GatewayConnection gateway, Duration timeout, boolean callMethod)
            throws InterruptedException {
        JsonNode hello = gateway.hello();
        String capability = capability(hello.path("auth").path("scopes"));
        String version = hello.path("server").path("version").asText(null);
        if (!callMethod) {
            return new Result(true, true, null, capability, version, null);
        }
        try {
            gateway.call("status", Json.object(), timeout);
            return new Result(true, true, true, capability, version, null);
        } catch (ClientException e) {
            return new Result(true, true, false, capability, version, e);
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
