package org.openclaw.appliance.approval;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.openclaw.appliance.protocol.Json;

/** Questions as {@code approval.get} and {@code approval.history} show them, whatever became of them. */
final class ApprovalSnapshots {

    private ApprovalSnapshots() {}

    static ObjectNode of(Approval approval) {
        ObjectNode view = Json.object()
                .put("id", approval.id())
                .put("urlPath", "/approve/" + URLEncoder.encode(approval.id(), StandardCharsets.UTF_8))
                .put("createdAtMs", approval.createdAt())
                .put("expiresAtMs", approval.expiresAt());
        view.set("presentation", presentation(approval.request()));
        view.put("status", approval.status().wireName());
        String agentId = approval.request().path("agentId").asText("");
        String sessionKey = approval.request().path("sessionKey").asText("");
        if (approval.pending()) {
            return sessionKey.isEmpty() ? view : view.put("sourceSessionKey", sessionKey);
        }
        view.put("resolvedAtMs", approval.resolvedAt()).put("reason", approval.reason());
        if (approval.decision() != null) {
            view.put("decision", approval.decision().wireName());
        }
        ObjectNode source = Json.object();
        if (!agentId.isEmpty()) {
            source.put("agentId", agentId);
        }
        if (!sessionKey.isEmpty()) {
            source.put("sessionKey", sessionKey);
        }
        view.set("source", source);
        if (approval.resolver() == null) {
            view.putObject("resolver").put("kind", "system");
        } else {
            view.putObject("resolver").put("kind", "device").put("id", approval.resolver());
        }
        return view;
    }

    private static ObjectNode presentation(ObjectNode request) {
        ObjectNode presentation = Json.object()
                .put("kind", "exec")
                .put("commandText", request.path("command").asText());
        for (String name : new String[] {"warningText", "host", "nodeId", "agentId"}) {
            String text = request.path(name).asText("");
            presentation.put(name, text.isEmpty() || request.path(name).isNull() ? null : text);
        }
        if (request.has("scope")) {
            presentation.set("scope", request.get("scope"));
        }
        presentation.set("allowedDecisions", request.path("allowedDecisions"));
        return presentation;
    }
}
