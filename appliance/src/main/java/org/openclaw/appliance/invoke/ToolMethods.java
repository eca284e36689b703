package org.openclaw.appliance.invoke;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.openclaw.appliance.access.Scope;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.protocol.ToolParams;
import org.openclaw.appliance.provider.Cancellation;
import org.openclaw.appliance.rpc.Access;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.rpc.Method;
import org.openclaw.appliance.session.SessionKey;
import org.openclaw.appliance.tool.Tool;
import org.openclaw.appliance.tool.ToolPolicy;
import org.openclaw.appliance.tool.ToolResult;
import org.openclaw.appliance.tool.ToolSpec;

/** {@code tools.catalog}, {@code tools.effective} and {@code tools.invoke}. */
public final class ToolMethods {

    private static final String CORE = "core";

    private final Supplier<Invocations> invocations;

    /** @param invocations made on the first call */
    public ToolMethods(Supplier<Invocations> invocations) {
        this.invocations = invocations;
    }

    public List<Method<?>> methods() {
        return List.of(
                Method.of("tools.catalog", Access.READ, ToolParams.Catalog.class, this::catalog),
                Method.of("tools.effective", Access.READ, ToolParams.Effective.class, this::effective),
                Method.of("tools.invoke", Access.WRITE, ToolParams.Invoke.class, this::invoke));
    }

    private ObjectNode catalog(Caller caller, ToolParams.Catalog params) throws ProtocolException {
        Invocations all = invocations.get();
        if (params.agentId() != null && !all.agents().knows(params.agentId())) {
            throw ProtocolException.invalid("unknown agent id \"" + params.agentId() + "\"");
        }
        ObjectNode answer = Json.object().put(
                "agentId",
                params.agentId() == null ? all.agents().defaultAgentId() : params.agentId().strip().toLowerCase(Locale.ROOT));
        ArrayNode profiles = answer.putArray("profiles");
        for (ToolSpec.Profile profile : ToolSpec.Profile.values()) {
            profiles.addObject().put("id", profile.id()).put("label", profile.label());
        }
        ArrayNode groups = answer.putArray("groups");
        ToolSpec.Group current = null;
        ArrayNode tools = null;
        for (Tool tool : all.tools().all()) {
            if (tool.spec().group() != current) {
                current = tool.spec().group();
                tools = groups.addObject()
                        .put("id", current.id())
                        .put("label", current.label())
                        .put("source", CORE)
                        .putArray("tools");
            }
            ArrayNode defaults = tools.addObject()
                    .put("id", tool.spec().name())
                    .put("label", tool.spec().label())
                    .put("description", tool.spec().description())
                    .put("source", CORE)
                    .putArray("defaultProfiles");
            tool.spec().profiles().forEach(profile -> defaults.add(profile.id()));
            defaults.add(ToolSpec.Profile.FULL.id());
        }
        return answer;
    }

    private ObjectNode effective(Caller caller, ToolParams.Effective params) throws ProtocolException {
        Invocations all = invocations.get();
        SessionKey key = all.session(params.sessionKey(), params.agentId());
        ToolPolicy.Audience who = all.audience(key, owns(caller));
        ObjectNode answer = Json.object()
                .put("agentId", key.agentId())
                .put("profile", all.policy().profile(key.agentId()).id());
        ArrayNode groups = answer.putArray("groups");
        List<Tool> allowed = all.policy().allowed(all.tools(), who);
        if (!allowed.isEmpty()) {
            ArrayNode tools = groups.addObject()
                    .put("id", CORE)
                    .put("label", "Built-in tools")
                    .put("source", CORE)
                    .putArray("tools");
            for (Tool tool : allowed) {
                tools.addObject()
                        .put("id", tool.spec().name())
                        .put("label", tool.spec().label())
                        .put("description", tool.spec().description())
                        .put("rawDescription", tool.spec().description())
                        .put("source", CORE);
            }
        }
        return answer;
    }

    private ObjectNode invoke(Caller caller, ToolParams.Invoke params) throws ProtocolException {
        Invocations all = invocations.get();
        SessionKey key = all.session(params.sessionKey(), params.agentId());
        String name = params.name().strip();
        Optional<Tool> tool = all.find(name, key, owns(caller));
        if (tool.isEmpty()) {
            return failed(name, "not_found", "Tool not available: " + name);
        }
        ObjectNode arguments = params.args() == null ? Json.object() : params.args();
        ToolResult result =
                all.run(tool.get(), params.idempotencyKey(), arguments, key, owns(caller), new Cancellation());
        if (result.details().path("status").asText().equals("approval-pending")) {
            return Json.object()
                    .put("ok", false)
                    .put("toolName", name)
                    .put("requiresApproval", true)
                    .put("approvalId", result.details().path("approvalId").asText())
                    .put("source", CORE);
        }
        if (result.error()) {
            return failed(name, "tool_error", result.broken() ? "tool execution failed" : result.text());
        }
        ObjectNode answer = Json.object().put("ok", true).put("toolName", name);
        answer.set("output", result.json());
        return answer.put("source", CORE);
    }

    private static ObjectNode failed(String name, String code, String message) {
        ObjectNode answer = Json.object().put("ok", false).put("toolName", name);
        answer.putObject("error").put("code", code).put("message", message);
        return answer;
    }

    private static boolean owns(Caller caller) {
        return caller.grant().admits(Scope.ADMIN);
    }
}
