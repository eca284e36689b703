package org.openclaw.appliance.hook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.protocol.Json;

/** One of {@code hooks.mappings}: what a call at some path comes to. @param node as configured */
record Mapping(JsonNode node) {

    /** Most actions of one call. */
    static final int MOST_ACTIONS = 200;

    /** The first that a call matches. @param path below the hooks' path, without slashes at its ends */
    static Optional<Mapping> find(JsonNode mappings, String path, JsonNode payload) {
        for (JsonNode one : mappings) {
            JsonNode match = one.path("match");
            String wanted = HookAction.text(match, "path");
            String source = HookAction.text(match, "source");
            if ((wanted == null || trimmed(wanted).equals(path))
                    && (source == null || source.equals(payload.path("source").textValue()))) {
                return Optional.of(new Mapping(one));
            }
        }
        return Optional.empty();
    }

    private static String trimmed(String path) {
        int from = path.startsWith("/") ? 1 : 0;
        int to = path.endsWith("/") && path.length() > from ? path.length() - 1 : path.length();
        return path.substring(from, to);
    }

    /** Who calls by it, for the log. */
    String id() {
        return node.path("id").asText("mapping");
    }

    /** Whether one call may become several actions. */
    boolean fansOut() {
        return node.has("forEach");
    }

    /** What the call comes to; may be nothing. */
    List<HookAction> actions(Template call, HookSettings settings) throws HookAction.Refused {
        if (node.has("transform")) {
            throw new HookAction.Refused(500, "hook mapping failed: transforms are JavaScript, which this gateway can't run; use"
                    + " messageTemplate or textTemplate");
        }
        List<HookAction> actions = new ArrayList<>();
        for (Template one : calls(call)) {
            actions.add(node.path("action").asText("agent").equals("wake") ? wake(one, settings) : agent(one, settings));
        }
        return actions;
    }

    private List<Template> calls(Template call) {
        if (!fansOut()) {
            return List.of(call);
        }
        String name = node.path("forEach").asText();
        List<Template> calls = new ArrayList<>();
        for (JsonNode item : call.payload().path(name)) {
            if (calls.size() == MOST_ACTIONS || !call.payload().path(name).isArray()) {
                break;
            }
            ObjectNode payload = Json.object();
            payload.setAll((ObjectNode) call.payload());
            payload.putArray(name).add(item);
            calls.add(new Template(payload, call.header(), call.query(), call.path(), call.now()));
        }
        return calls;
    }

    private HookAction wake(Template call, HookSettings settings) throws HookAction.Refused {
        String text = filled(call, "textTemplate");
        if (text == null) {
            throw HookAction.Refused.bad("text required");
        }
        return new HookAction.Wake(
                text, !node.path("wakeMode").asText().equals("next-heartbeat"), HookAction.text(node, "agentId"),
                sessionKey(call, settings));
    }

    private HookAction agent(Template call, HookSettings settings) throws HookAction.Refused {
        String message = filled(call, "messageTemplate");
        if (message == null) {
            throw HookAction.Refused.bad("message required");
        }
        String name = filled(call, "name");
        boolean persistent = node.path("sessionMode").asText().equals("persistent");
        String key = sessionKey(call, settings);
        if (persistent && key == null && settings.defaultSessionKey() == null) {
            throw HookAction.Refused.bad("sessionKey is required when sessionMode is persistent");
        }
        return new HookAction.Agent(
                message, name == null ? "Hook" : name, HookAction.text(node, "agentId"), key, true, persistent,
                !node.path("wakeMode").asText().equals("next-heartbeat"), node.path("deliver").asBoolean(true),
                HookAction.text(node, "channel"), filled(call, "to"), null, filled(call, "model"),
                HookAction.thinking(node), HookAction.seconds(node.path("timeoutSeconds")), node.path("allowUnsafeExternalContent").asBoolean());
    }

    // A key made from what the caller sent is the caller's choice.
    private String sessionKey(Template call, HookSettings settings) throws HookAction.Refused {
        String text = HookAction.text(node, "sessionKey");
        if (text == null || !Template.varies(text)) {
            return text;
        }
        if (!settings.requestKeys() || settings.prefixes().isEmpty()) {
            throw HookAction.Refused.bad(HookDesk.KEYS_DISABLED + " and list hooks.allowedSessionKeyPrefixes");
        }
        String key = call.fill(text).strip();
        if (key.isEmpty()) {
            throw HookAction.Refused.bad("the mapping's sessionKey came out empty");
        }
        return key;
    }

    private String filled(Template call, String name) {
        String text = HookAction.text(node, name);
        String filled = text == null ? "" : call.fill(text).strip();
        return filled.isEmpty() ? null : filled;
    }
}
