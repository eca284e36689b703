package org.openclaw.appliance.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.openclaw.appliance.access.Scope;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;

/** From the parameters of {@code sessions.patch} to settings: which may be set, by whom, to what. */
final class SessionPatch {

    private static final int MOST_TEXT = 512;
    private static final int MOST_JSON = 16 * 1024;

    /** Properties that whoever may write may set; any other needs an admin. */
    private static final Set<String> FOR_WRITERS = Set.of(
            "key", "agentId", "expectedSessionId", "expectedLifecycleRevision", "expectedPermissionMode",
            "expectedMarkedUnreadAt", "label", "autoLabel", "icon", "color", "category", "boardFace", "boardPresentation",
            "pinned", "archived", "unread", "model", "agentRuntime", "thinkingLevel", "fastMode", "permissionMode");

    private static final Predicate<JsonNode> TEXT =
            value -> value.isTextual() && !value.textValue().isBlank() && value.textValue().length() <= MOST_TEXT;
    private static final Predicate<JsonNode> LIST =
            value -> value.isArray() && value.toString().length() <= MOST_JSON;

    private static final Map<String, Predicate<JsonNode>> RULES = Map.ofEntries(
            Map.entry("label", TEXT),
            Map.entry("icon", TEXT),
            Map.entry("color", TEXT),
            Map.entry("category", TEXT),
            Map.entry("boardFace", oneOf("chat", "dashboard")),
            Map.entry("statusNote", TEXT),
            Map.entry("attention", oneOf("hand", "key", "alert", "flag", "lock", "hourglass")),
            Map.entry("ttlMinutes", JsonNode::isNumber),
            Map.entry("archived", JsonNode::isBoolean),
            Map.entry("pinned", JsonNode::isBoolean),
            Map.entry("contextWindow", TEXT),
            Map.entry("thinkingLevel", TEXT),
            Map.entry("fastMode", value -> value.isBoolean() || value.asText().equals("auto")),
            Map.entry("toolOverrides", value -> value.isObject() && value.toString().length() <= MOST_JSON),
            Map.entry("verboseLevel", TEXT),
            Map.entry("traceLevel", TEXT),
            Map.entry("reasoningLevel", TEXT),
            Map.entry("responseUsage", oneOf("off", "tokens", "full", "on")),
            Map.entry("elevatedLevel", TEXT),
            Map.entry("execHost", TEXT),
            Map.entry("execSecurity", TEXT),
            Map.entry("execAsk", TEXT),
            Map.entry("execNode", TEXT),
            Map.entry("permissionMode", oneOf("read-only", "guarded", "workspace", "full")),
            Map.entry("model", TEXT),
            Map.entry("completionOwnerSessionKey", TEXT),
            Map.entry("inheritedToolPolicyVersion", value -> value.asInt() == 1),
            Map.entry("inheritedToolAllow", LIST),
            Map.entry("inheritedToolDeny", LIST),
            Map.entry("sendPolicy", oneOf("allow", "deny")),
            Map.entry("groupActivation", oneOf("mention", "always")));

    private SessionPatch() {}

    private static Predicate<JsonNode> oneOf(String... allowed) {
        Set<String> values = Set.of(allowed);
        return value -> value.isTextual() && values.contains(value.textValue());
    }

    /** The scope that such parameters, as sent, call for. */
    static String scope(JsonNode params) {
        boolean plain = FOR_WRITERS.containsAll(
                params.propertyStream().map(Map.Entry::getKey).toList());
        boolean unrestricted = params.path("permissionMode").asText().equals("full");
        return plain && !unrestricted ? Scope.WRITE : Scope.ADMIN;
    }

    /**
     * The settings to change.
     *
     * @param params a record of parameters or a tree of them; properties that are no settings are skipped
     * @param method named in the error
     * @param now milliseconds since 1970, for the moments of archiving, pinning and reading
     */
    static ObjectNode changes(Object params, String method, long now) throws ProtocolException {
        ObjectNode changes = Json.object();
        JsonNode tree = Json.tree(params);
        for (Map.Entry<String, JsonNode> property : tree.properties()) {
            Predicate<JsonNode> rule = RULES.get(property.getKey());
            if (rule == null) {
                continue;
            }
            if (!property.getValue().isNull() && !rule.test(property.getValue())) {
                throw ProtocolException.invalid(
                        "invalid " + method + " params: at /" + property.getKey() + ": value is not allowed");
            }
            changes.set(property.getKey(), property.getValue());
        }
        moment(changes, tree.path("archived"), "archivedAt", now);
        moment(changes, tree.path("pinned"), "pinnedAt", now);
        if (tree.path("unread").isBoolean()) {
            boolean unread = tree.path("unread").booleanValue();
            changes.set("markedUnreadAt", unread ? changes.numberNode(now) : NullNode.instance);
            if (!unread) {
                changes.put("lastReadAt", now);
            }
        }
        return changes;
    }

    private static void moment(ObjectNode changes, JsonNode flag, String name, long now) {
        if (flag.isBoolean()) {
            changes.set(name, flag.booleanValue() ? changes.numberNode(now) : NullNode.instance);
        }
    }
}
