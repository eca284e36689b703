package org.openclaw.appliance.invoke;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.openclaw.appliance.access.Grant;
import org.openclaw.appliance.access.Scope;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.protocol.ErrorCode;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.provider.Cancellation;
import org.openclaw.appliance.server.HttpCall;
import org.openclaw.appliance.server.Route;
import org.openclaw.appliance.session.SessionKey;
import org.openclaw.appliance.tool.Tool;
import org.openclaw.appliance.tool.ToolResult;

/** {@code POST /tools/invoke}: one call of a tool over HTTP. What could take over the machine is left out unless configured. */
public final class ToolRoutes implements Route.Source {

    /** Largest request body, in bytes. */
    static final int MOST_BODY = 2 * 1024 * 1024;

    private static final String INVALID = "invalid_request_error";

    private final Supplier<Invocations> invocations;
    private final Supplier<Config> config;

    /** @param invocations made on the first call */
    public ToolRoutes(Supplier<Invocations> invocations, Supplier<Config> config) {
        this.invocations = invocations;
        this.config = config;
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.operator("POST", "/tools/invoke", this::invoke));
    }

    private void invoke(HttpCall call) throws IOException {
        JsonNode body;
        try {
            body = Json.parse(new String(call.body(MOST_BODY), StandardCharsets.UTF_8));
        } catch (HttpCall.TooLarge e) {
            call.error(413, INVALID, "Payload too large");
            return;
        } catch (HttpCall.TooSlow e) {
            call.error(408, INVALID, "Request body timeout");
            return;
        } catch (JsonProcessingException e) {
            call.error(400, INVALID, "Invalid JSON: the request body must be one JSON object");
            return;
        }
        String name = body.path("name").asText(body.path("tool").asText()).strip();
        JsonNode arguments = body.path("args");
        if (name.isEmpty()) {
            fail(call, 400, "invalid_request", "tools.invoke requires name");
        } else if (!arguments.isMissingNode() && !arguments.isNull() && !arguments.isObject()) {
            fail(call, 400, "invalid_request", "tools.invoke args must be an object");
        } else {
            run(call, name, body);
        }
    }

    private void run(HttpCall call, String name, JsonNode body) throws IOException {
        Grant grant = call.grant().orElseThrow();
        boolean owner = grant.admits(Scope.ADMIN);
        if (!grant.admits(Scope.WRITE)) {
            fail(call, 403, "forbidden", "missing scope: " + Scope.WRITE);
            return;
        }
        try {
            SessionKey key = invocations.get().session(text(body, "sessionKey"), text(body, "agentId"));
            Optional<Tool> tool = withheld(name, owner) ? Optional.empty() : invocations.get().find(name, key, owner);
            if (tool.isEmpty()) {
                fail(call, 404, "not_found", "Tool not available: " + name);
                return;
            }
            Cancellation cancellation = new Cancellation();
            call.onDisconnect(() -> cancellation.cancel(Cancellation.Reason.REQUESTED));
            answer(call, invocations.get().run(
                    tool.get(), text(body, "idempotencyKey"), arguments(body, tool.get()), key, owner, cancellation));
        } catch (ProtocolException e) {
            if (e.error().code() == ErrorCode.UNAVAILABLE) {
                fail(call.with("Retry-After", "2"), 503, "gateway_unavailable", e.getMessage());
            } else {
                fail(call, 400, "invalid_request", e.getMessage());
            }
        }
    }

    private static void answer(HttpCall call, ToolResult result) throws IOException {
        if (result.details().path("status").asText().equals("approval-pending")) {
            ObjectNode answer = Json.object().put("ok", false);
            answer.putObject("error")
                    .put("type", "approval_required")
                    .put("message", result.text())
                    .put("requiresApproval", true)
                    .put("approvalId", result.details().path("approvalId").asText());
            call.json(403, answer);
        } else if (result.broken()) {
            fail(call, 500, "tool_error", "tool execution failed");
        } else if (result.error()) {
            fail(call, 400, "tool_error", result.text());
        } else {
            ObjectNode answer = Json.object().put("ok", true);
            answer.set("result", result.json());
            call.json(200, answer);
        }
    }

    // Whether a tool of that name exists is nobody's business here.
    private boolean withheld(String name, boolean owner) {
        Set<String> denied = new HashSet<>(List.of(
                "exec", "spawn", "shell", "fs_write", "fs_delete", "fs_move", "apply_patch", "sessions_spawn",
                "sessions_send", "cron", "automations", "gateway", "nodes"));
        if (owner) {
            config.get().texts("gateway.tools.allow").forEach(allowed -> denied.remove(allowed.strip()));
        }
        denied.addAll(config.get().texts("gateway.tools.deny"));
        return denied.contains(name);
    }

    private static ObjectNode arguments(JsonNode body, Tool tool) {
        ObjectNode arguments = body.path("args") instanceof ObjectNode given ? given.deepCopy() : Json.object();
        JsonNode action = body.path("action");
        boolean takesAction = Json.parseOwn(tool.spec().parameters()).path("properties").has("action");
        if (action.isTextual() && takesAction && !arguments.has("action")) {
            arguments.set("action", action);
        }
        return arguments;
    }

    private static String text(JsonNode body, String name) {
        String text = body.path(name).asText("").strip();
        return text.isEmpty() ? null : text;
    }

    private static void fail(HttpCall call, int status, String type, String message) throws IOException {
        ObjectNode answer = Json.object().put("ok", false);
        answer.putObject("error").put("type", type).put("message", message);
        call.json(status, answer);
    }
}
