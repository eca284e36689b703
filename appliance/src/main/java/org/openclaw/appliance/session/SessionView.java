package org.openclaw.appliance.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.provider.ModelRef;

/** Sessions as clients see them. */
final class SessionView {

    /** Settings shown under their own name. */
    private static final List<String> SHOWN = List.of(
            "label", "icon", "color", "category", "displayName", "boardFace", "archived", "archivedAt", "pinned", "pinnedAt",
            "markedUnreadAt", "lastReadAt", "thinkingLevel", "verboseLevel", "reasoningLevel", "elevatedLevel", "sendPolicy",
            "permissionMode", "toolOverrides", "execNode", "visibility");

    private final Function<String, AgentDirectory.Defaults> defaultsOf;

    /** @param defaultsOf what sessions of an agent start with */
    SessionView(Function<String, AgentDirectory.Defaults> defaultsOf) {
        this.defaultsOf = defaultsOf;
    }

    /** One that asks for each agent's defaults once, for an answer with many rows. For one thread. */
    SessionView remembering() {
        Map<String, AgentDirectory.Defaults> known = new HashMap<>();
        return new SessionView(id -> known.computeIfAbsent(id, defaultsOf));
    }

    /** A row of {@code sessions.list}. */
    ObjectNode row(Session session) {
        SessionKey key = session.key();
        AgentDirectory.Defaults defaults = defaultsOf.apply(key.agentId());
        ObjectNode row = Json.object()
                .put("key", key.toString())
                .put("kind", KeyForm.kind(key))
                .put("agentId", key.agentId())
                .put("sessionId", session.sessionId())
                .put("isMain", key.isMain())
                .put("chatType", KeyForm.kind(key));
        KeyForm.channel(key).ifPresent(channel -> row.put("channel", channel));
        settings(session, row);
        row.put("unread", unread(session));
        times(session, row);
        runs(session, row);
        tokens(session, row);
        model(session, defaults, row);
        if (defaults.contextTokens() > 0) {
            row.put("contextTokens", defaults.contextTokens());
        }
        if (session.parentSessionKey() != null) {
            row.put("parentSessionKey", session.parentSessionKey());
        }
        return row.put("createdVia", session.createdVia());
    }

    /** The record itself, as {@code sessions.patch}, {@code .create} and {@code .reset} answer it. */
    ObjectNode entry(Session session) {
        ObjectNode entry = Json.object()
                .put("sessionId", session.sessionId())
                .put("lifecycleRevision", session.lifecycleRevision())
                .put("updatedAt", session.updatedAt())
                .put("sessionStartedAt", session.sessionStartedAt());
        entry.setAll(session.settings());
        times(session, entry);
        runs(session, entry);
        tokens(session, entry);
        model(session, defaultsOf.apply(session.key().agentId()), entry);
        return entry.put("createdVia", session.createdVia())
                .put("cacheRead", session.tokens().cacheRead())
                .put("cacheWrite", session.tokens().cacheWrite());
    }

    /** What the session's next run uses. */
    ObjectNode resolved(Session session) {
        ObjectNode resolved = Json.object();
        model(session, defaultsOf.apply(session.key().agentId()), resolved);
        resolved.remove("modelOverrideSource");
        resolved.putObject("agentRuntime").put("id", "openclaw").put("source", "implicit");
        return resolved.put("runtimeSelectionLocked", false);
    }

    /** What sessions of that agent start with. */
    ObjectNode defaults(String agentId) {
        AgentDirectory.Defaults defaults = defaultsOf.apply(agentId);
        ObjectNode view = Json.object()
                .put("modelProvider", defaults.modelProvider())
                .put("model", defaults.model());
        view.set("contextTokens", defaults.contextTokens() > 0
                ? view.numberNode(defaults.contextTokens())
                : view.nullNode());
        view.putObject("agentRuntime").put("id", "openclaw").put("source", "implicit");
        if (defaults.thinkingLevel() != null) {
            view.put("thinkingDefault", defaults.thinkingLevel());
        }
        return view;
    }

    private static void settings(Session session, ObjectNode row) {
        for (String name : SHOWN) {
            JsonNode value = session.settings().get(name);
            if (value != null) {
                row.set(name, value);
            }
        }
    }

    private static boolean unread(Session session) {
        long readAt = session.settings().path("lastReadAt").asLong();
        return session.settings().has("markedUnreadAt") || (readAt > 0 && session.lastActivityAt() > readAt);
    }

    private static void times(Session session, ObjectNode row) {
        row.put("createdAt", session.createdAt()).put("updatedAt", session.updatedAt());
        putTime(row, "lastInteractionAt", session.lastInteractionAt());
        putTime(row, "lastActivityAt", session.lastActivityAt());
    }

    private static void runs(Session session, ObjectNode row) {
        Session.LastRun run = session.run();
        if (run.id() != null) {
            row.put("lastRunId", run.id()).put("status", run.status().wireName());
            putTime(row, "startedAt", run.startedAt());
            putTime(row, "endedAt", run.endedAt());
            if (run.startedAt() > 0 && run.endedAt() > 0) {
                row.put("runtimeMs", Math.max(0, run.endedAt() - run.startedAt()));
            }
            if (run.error() != null) {
                row.put("lastRunError", run.error());
            }
            row.put("abortedLastRun", run.status() == RunStatus.KILLED);
        }
        ArrayNode active = row.putArray("activeRunIds");
        session.activeRunIds().forEach(active::add);
        row.put("hasActiveRun", !active.isEmpty());
    }

    private static void tokens(Session session, ObjectNode row) {
        Session.Tokens tokens = session.tokens();
        row.put("inputTokens", tokens.input()).put("outputTokens", tokens.output());
        if (tokens.contextUsed() > 0) {
            row.put("totalTokens", tokens.contextUsed());
        }
        row.put("totalTokensFresh", tokens.contextUsed() > 0);
        if (tokens.cost() > 0) {
            row.put("estimatedCostUsd", tokens.cost());
        }
    }

    private static void model(Session session, AgentDirectory.Defaults defaults, ObjectNode row) {
        String override = session.setting("model").orElse(null);
        if (override != null) {
            // A bare model id belongs to the agent's own provider.
            ModelRef ref = ModelRef.parse(override).orElse(null);
            putText(row, "modelProvider", ref == null ? defaults.modelProvider() : ref.provider());
            row.put("model", ref == null ? override : ref.model()).put("modelOverrideSource", "user");
        } else {
            putText(row, "modelProvider", defaults.modelProvider());
            putText(row, "model", defaults.model());
        }
    }

    private static void putText(ObjectNode row, String name, String value) {
        if (value == null) {
            row.remove(name);
        } else {
            row.put(name, value);
        }
    }

    private static void putTime(ObjectNode row, String name, long millis) {
        if (millis > 0) {
            row.put(name, millis);
        }
    }
}
