package org.openclaw.appliance.approval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.openclaw.appliance.protocol.ApprovalParams;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;

/** Questions that clients bring, made into what other clients are shown. */
final class ApprovalRequests {

    private static final int MOST_CHARS = 16_000;

    private static final int MOST_SCOPE = 4_000;

    private ApprovalRequests() {}

    static ObjectNode shown(ApprovalParams.Request params) throws ProtocolException {
        ObjectNode plan = params.systemRunPlan();
        List<String> argv = params.commandArgv() == null ? List.of() : params.commandArgv();
        String command = params.command();
        if (plan != null && plan.path("commandText").isTextual()) {
            command = plan.path("commandText").textValue();
        }
        if (command == null && !argv.isEmpty()) {
            command = String.join(" ", argv);
        }
        if (command == null || command.isBlank()) {
            throw ProtocolException.invalid("invalid exec.approval.request params: command is required");
        }
        if (command.length() > MOST_CHARS) {
            throw ProtocolException.invalid("the command is longer than " + MOST_CHARS + " characters");
        }
        ObjectNode shown = Json.object().put("command", VisibleText.of(command));
        if (!argv.isEmpty()) {
            ArrayNode words = shown.putArray("commandArgv");
            argv.forEach(word -> words.add(VisibleText.of(word)));
        }
        put(shown, "cwd", plan == null ? params.cwd() : plan.path("cwd"));
        put(shown, "nodeId", params.nodeId());
        put(shown, "host", params.host());
        put(shown, "security", params.security());
        put(shown, "ask", params.ask());
        put(shown, "warningText", params.warningText());
        if (params.scope() != null && params.scope().isObject() && Json.text(params.scope()).length() <= MOST_SCOPE) {
            shown.set("scope", params.scope());
        }
        ArrayNode allowed = shown.putArray("allowedDecisions").add(Decision.ALLOW_ONCE.wireName());
        if (params.unavailableDecisions() == null && !"always".equals(text(params.ask()))) {
            allowed.add(Decision.ALLOW_ALWAYS.wireName());
        }
        allowed.add(Decision.DENY.wireName());
        put(shown, "agentId", params.agentId());
        put(shown, "resolvedPath", params.resolvedPath());
        put(shown, "sessionKey", params.sessionKey());
        put(shown, "sessionId", params.sessionId());
        put(shown, "runId", params.runId());
        put(shown, "toolCallId", params.toolCallId());
        put(shown, "turnSourceChannel", params.turnSourceChannel());
        put(shown, "turnSourceTo", params.turnSourceTo());
        put(shown, "turnSourceAccountId", params.turnSourceAccountId());
        put(shown, "turnSourceThreadId", params.turnSourceThreadId());
        return shown;
    }

    private static void put(ObjectNode shown, String name, JsonNode value) {
        String text = text(value);
        shown.put(name, text == null ? null : VisibleText.of(text.length() > MOST_CHARS ? text.substring(0, MOST_CHARS) : text));
    }

    private static String text(JsonNode value) {
        return value == null || value.isNull() || value.isMissingNode() ? null : value.asText();
    }
}
