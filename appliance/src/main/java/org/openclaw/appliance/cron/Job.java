package org.openclaw.appliance.cron;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.openclaw.appliance.protocol.Json;

/**
 * A scheduled job. The trees must not be modified.
 *
 * @param definition what its owner wrote, in the protocol's form
 * @param state what became of it, in the protocol's form, without what the columns hold
 * @param nextRunAt when it runs next, milliseconds since 1970; 0 while nothing is planned
 * @param runningAt since when it runs, or 0
 */
record Job(
        String id,
        boolean enabled,
        ObjectNode definition,
        ObjectNode state,
        long nextRunAt,
        long runningAt,
        long createdAt,
        long updatedAt) {

    String name() {
        return definition.path("name").asText();
    }

    Schedule schedule() {
        return Schedule.of(definition.path("schedule"), id, createdAt);
    }

    JsonNode payload() {
        return definition.path("payload");
    }

    JsonNode delivery() {
        return definition.path("delivery");
    }

    String target() {
        return definition.path("sessionTarget").asText();
    }

    String agentId() {
        return definition.path("agentId").textValue();
    }

    boolean wakesNow() {
        return definition.path("wakeMode").asText().equals("now");
    }

    boolean deletedAfterRun() {
        return definition.path("deleteAfterRun").asBoolean();
    }

    int consecutiveErrors() {
        return state.path("consecutiveErrors").asInt();
    }

    Job with(boolean nowEnabled, ObjectNode newState, long next, long running) {
        return new Job(id, nowEnabled, definition, newState, next, running, createdAt, updatedAt);
    }

    Job defined(boolean nowEnabled, ObjectNode newDefinition, long next, long now) {
        return new Job(id, nowEnabled, newDefinition, state, next, runningAt, createdAt, now);
    }

    /** Changes with every change of the definition, and with nothing else. */
    String revision() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((enabled + Json.text(definition)).getBytes(StandardCharsets.UTF_8));
            return "sha256:" + Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As the protocol shows it. */
    ObjectNode view() {
        ObjectNode view = Json.object().put("id", id).put("enabled", enabled);
        view.setAll(definition);
        view.put("createdAtMs", createdAt).put("updatedAtMs", updatedAt);
        ObjectNode shown = view.putObject("state");
        if (nextRunAt > 0) {
            shown.put("nextRunAtMs", nextRunAt);
            view.put("nextRunAtMs", nextRunAt);
        }
        if (runningAt > 0) {
            shown.put("runningAtMs", runningAt);
        }
        state.properties().forEach(entry -> {
            if (!entry.getKey().startsWith("_")) {
                shown.set(entry.getKey(), entry.getValue());
            }
        });
        copy(view, "lastRunAtMs", "lastRunAtMs");
        copy(view, "lastRunStatus", "lastRunStatus");
        copy(view, "lastError", "lastRunError");
        copy(view, "lastDelivered", "lastDelivered");
        copy(view, "lastDeliveryStatus", "lastDeliveryStatus");
        copy(view, "lastDeliveryError", "lastDeliveryError");
        copy(view, "deliverySuppressionReason", "deliverySuppressionReason");
        return view.put("configRevision", revision());
    }

    private void copy(ObjectNode view, String from, String to) {
        if (state.has(from)) {
            view.set(to, state.get(from));
        }
    }
}
