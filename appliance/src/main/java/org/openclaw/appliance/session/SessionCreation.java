package org.openclaw.appliance.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.openclaw.appliance.access.Scope;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.protocol.SessionsParams;
import org.openclaw.appliance.rpc.Caller;

/** {@code sessions.create}: makes a session, sets it up and, given a message, starts its first run. */
final class SessionCreation {

    private final Sessions sessions;
    private final RunStarter runs;
    private final Clock clock;

    SessionCreation(Sessions sessions, RunStarter runs, Clock clock) {
        this.sessions = sessions;
        this.runs = runs;
        this.clock = clock;
    }

    /** The scope that such parameters, as sent, call for. */
    static String scope(JsonNode params) {
        boolean admin = params.path("incognito").asBoolean() || params.path("permissionMode").asText().equals("full");
        return admin ? Scope.ADMIN : Scope.WRITE;
    }

    ObjectNode create(Caller caller, SessionsParams.Create params) throws ProtocolException {
        refuseUnavailable(params);
        SessionKey key = sessions.resolveForCaller(name(params), params.agentId());
        SessionKey parent =
                params.parentSessionKey() == null ? null : sessions.locate(params.parentSessionKey(), null);
        ObjectNode settings = SessionPatch.changes(params, "sessions.create", clock.millis());
        put(settings, "displayName", params.displayName());
        put(settings, "visibility", params.visibility());
        Session session = sessions.ensure(key, "operator", parent);
        if (!settings.isEmpty()) {
            session = sessions.patch(key, settings);
        }
        ObjectNode answer = Json.object()
                .put("ok", true)
                .put("key", key.toString())
                .put("sessionId", session.sessionId());
        answer.set("entry", sessions.view().entry(session));
        answer.set("resolved", sessions.view().resolved(session));
        return start(caller, key, params, answer);
    }

    private ObjectNode start(Caller caller, SessionKey key, SessionsParams.Create params, ObjectNode answer) {
        String message = params.message() == null ? params.task() : params.message();
        if (message == null || message.isBlank()) {
            return answer.put("runStarted", false);
        }
        String runId = params.idempotencyKey() == null ? UUID.randomUUID().toString() : params.idempotencyKey();
        JsonNode attachments = params.attachments() == null ? null : Json.tree(params.attachments());
        try {
            return answer.put("runId", runs.start(caller, key, message, attachments, runId)).put("runStarted", true);
        } catch (ProtocolException e) {
            // The session exists all the same; its creator learns both.
            answer.set("runError", Json.tree(e.error()));
            return answer.put("runStarted", false);
        }
    }

    // A repeated request must lead to the same session, also after a restart: its key follows from the idempotency key.
    private static String name(SessionsParams.Create params) {
        if (params.key() != null) {
            return params.key();
        }
        UUID id = params.idempotencyKey() == null
                ? UUID.randomUUID()
                : UUID.nameUUIDFromBytes(params.idempotencyKey().getBytes(StandardCharsets.UTF_8));
        return "dashboard:" + id;
    }

    private static void refuseUnavailable(SessionsParams.Create params) throws ProtocolException {
        Map<String, Boolean> asked = new LinkedHashMap<>();
        asked.put("incognito", Boolean.TRUE.equals(params.incognito()));
        asked.put("fork", Boolean.TRUE.equals(params.fork()) || params.forkFrom() != null);
        asked.put("worktree", Boolean.TRUE.equals(params.worktree()));
        asked.put("catalogId", params.catalogId() != null);
        asked.put("projectId", params.projectId() != null);
        asked.put("projectGitUrl", params.projectGitUrl() != null);
        asked.put("cwd", params.cwd() != null);
        for (Map.Entry<String, Boolean> feature : asked.entrySet()) {
            if (feature.getValue()) {
                throw ProtocolException.invalid(
                        "sessions.create: " + feature.getKey() + " is not available on this gateway; leave it out");
            }
        }
    }

    private static void put(ObjectNode settings, String name, String value) {
        if (value != null) {
            settings.put(name, value);
        }
    }
}
