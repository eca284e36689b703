package org.openclaw.appliance.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.openclaw.appliance.access.Scope;
import org.openclaw.appliance.protocol.ErrorCode;
import org.openclaw.appliance.protocol.ErrorShape;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.protocol.SessionsParams;
import org.openclaw.appliance.rpc.Access;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.rpc.Method;
import org.openclaw.appliance.rpc.Subscriptions;
import org.openclaw.appliance.store.Store;
import org.openclaw.appliance.store.StoreException;

/** The {@code sessions.*} methods, but for those that talk to a running agent. */
public final class SessionMethods {

    private static final int USUAL_PREVIEW_ITEMS = 12;
    private static final int MOST_PREVIEW_ITEMS = 100;
    private static final int USUAL_PREVIEW_CHARS = 240;
    private static final int MOST_PREVIEW_CHARS = 4_000;
    private static final long RETRY_MILLIS = 1_000;

    private static final Access READ = Access.scopeOr(Scope.READ, Scope.SESSIONS_READ);
    private static final SessionsParams.Page NO_PARAMS = new SessionsParams.Page(
            null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
            null, null, null, null, null, null, null);

    private final Sessions sessions;
    private final SessionQueries queries;
    private final SessionLookup lookup;
    private final SessionSearch search;
    private final SessionCreation creation;
    private final TranscriptExport export;
    private final Store store;
    private final Clock clock;

    public SessionMethods(Sessions sessions, Store store, AgentDirectory agents, RunStarter runs, Clock clock) {
        this.sessions = sessions;
        this.queries = new SessionQueries(sessions, agents, store.file(), clock);
        this.lookup = new SessionLookup(sessions);
        this.search = new SessionSearch(sessions);
        this.export = new TranscriptExport(sessions, store.file().toAbsolutePath().getParent().getParent());
        this.creation = new SessionCreation(sessions, runs, clock);
        this.store = store;
        this.clock = clock;
    }

    public List<Method<?>> methods() {
        return List.of(
                Method.of("sessions.list", READ, SessionsParams.Page.class, refusing((caller, p) -> queries.list(p))),
                Method.of("sessions.subscribe", READ, SessionsParams.Page.class, refusing(this::subscribe)),
                Method.of("sessions.messages.subscribe", READ, SessionsParams.Follow.class, this::follow).onIoThread(),
                Method.of("sessions.messages.unsubscribe", READ, SessionsParams.Follow.class, this::unfollow).onIoThread(),
                Method.of("sessions.describe", READ, SessionsParams.Describe.class, refusing(this::describe)),
                Method.of("sessions.get", READ, SessionsParams.Get.class, refusing(this::get)).unadvertised(),
                Method.of("sessions.preview", READ, SessionsParams.Preview.class, refusing(this::preview)),
                Method.of("sessions.resolve", READ, SessionsParams.Resolve.class, refusing((c, p) -> lookup.resolve(p)))
                        .unadvertised(),
                Method.of(
                        "sessions.create",
                        Access.byParams(SessionCreation::scope),
                        SessionsParams.Create.class,
                        refusing(creation::create)),
                Method.of(
                        "sessions.patch",
                        Access.byParams(SessionPatch::scope),
                        SessionsParams.Patch.class,
                        refusing(this::patch)),
                Method.of("sessions.reset", Access.ADMIN, SessionsParams.Reset.class, refusing(this::reset)),
                Method.of(
                        "sessions.delete",
                        Access.byParams(SessionMethods::deletionScope),
                        SessionsParams.Delete.class,
                        refusing(this::delete)),
                Method.of("sessions.branches.list", Access.READ, SessionsParams.Branches.class, refusing(this::branches)),
                Method.of("sessions.search", READ, SessionsParams.Search.class, refusing(this::search)));
    }

    private ObjectNode subscribe(Caller caller, SessionsParams.Page params) throws ProtocolException {
        caller.subscriptions().followSessionIndex();
        ObjectNode answer = Json.object().put("subscribed", true);
        return params.equals(NO_PARAMS) ? answer : answer.set("list", queries.list(params));
    }

    private Object follow(Caller caller, SessionsParams.Follow params) throws ProtocolException {
        String key = sessions.locate(params.key(), params.agentId()).toString();
        if (!caller.subscriptions().followMessages(key)) {
            throw ProtocolException.invalid("one connection can follow at most " + Subscriptions.MOST_SESSIONS
                    + " sessions; unsubscribe from some first");
        }
        return Json.object().put("subscribed", true).put("key", key);
    }

    private Object unfollow(Caller caller, SessionsParams.Follow params) throws ProtocolException {
        String key = sessions.locate(params.key(), params.agentId()).toString();
        caller.subscriptions().unfollowMessages(key);
        return Json.object().put("subscribed", false).put("key", key);
    }

    private Object describe(Caller caller, SessionsParams.Describe params) throws ProtocolException {
        ObjectNode row = queries.describe(
                        sessions.locate(params.key(), params.agentId()),
                        Boolean.TRUE.equals(params.includeDerivedTitles()),
                        Boolean.TRUE.equals(params.includeLastMessage()))
                .orElse(null);
        return Json.object().set("session", row);
    }

    private Object get(Caller caller, SessionsParams.Get params) throws ProtocolException {
        HistoryQuery query = HistoryQuery.of(params.limit(), null, null, null);
        return Map.of(
                "messages",
                sessions.history(sessions.locate(params.key(), params.agentId()), query).messages());
    }

    private Object preview(Caller caller, SessionsParams.Preview params) throws ProtocolException {
        int limit = params.limit() == null ? USUAL_PREVIEW_ITEMS : Math.min(params.limit(), MOST_PREVIEW_ITEMS);
        int chars = params.maxChars() == null ? USUAL_PREVIEW_CHARS : Math.min(params.maxChars(), MOST_PREVIEW_CHARS);
        ObjectNode answer = Json.object().put("ts", clock.millis());
        var previews = answer.putArray("previews");
        for (String key : params.keys()) {
            previews.add(queries.preview(sessions.locate(key, null), key, limit, chars));
        }
        return answer;
    }

    private Object patch(Caller caller, SessionsParams.Patch params) throws ProtocolException {
        SessionKey key = sessions.resolve(params.key(), params.agentId());
        Session before = sessions.find(key).orElse(null);
        if (before == null) {
            // Patching makes the session, and callers make none in the gateway's own name spaces.
            sessions.resolveForCaller(params.key(), params.agentId());
        }
        Expectations.check(before, params);
        if (key.isMain() && Boolean.TRUE.equals(params.archived())) {
            throw ProtocolException.invalid("Cannot archive the main session (" + key + ").");
        }
        Session patched = sessions.patch(key, SessionPatch.changes(params, "sessions.patch", clock.millis()));
        ObjectNode answer = Json.object()
                .put("ok", true)
                .put("path", store.file().toString())
                .put("key", key.toString());
        answer.set("entry", sessions.view().entry(patched));
        return answer.set("resolved", sessions.view().resolved(patched));
    }

    private Object reset(Caller caller, SessionsParams.Reset params) throws ProtocolException {
        SessionKey key = sessions.resolve(params.key(), params.agentId());
        Session before = sessions.find(key).orElse(null);
        Expectations.sessionId(before, params.expectedSessionId());
        refuseWhileActive(before);
        Session reset = sessions.reset(key, params.reason());
        ObjectNode answer = Json.object().put("ok", true).put("key", key.toString());
        answer.set("entry", sessions.view().entry(reset));
        return answer.set("resolved", sessions.view().resolved(reset));
    }

    private Object delete(Caller caller, SessionsParams.Delete params) throws ProtocolException {
        SessionKey key = sessions.locate(params.key(), params.agentId());
        if (key.isMain()) {
            throw ProtocolException.invalid("Cannot delete the main session (" + key + ").");
        }
        Session before = sessions.find(key).orElse(null);
        Expectations.check(before, params);
        refuseWhileActive(before);
        // Kept as a file, since the session it belongs to goes.
        String kept = before == null || !Boolean.FALSE.equals(params.deleteTranscript()) ? null : exported(before);
        ObjectNode answer = Json.object()
                .put("ok", true)
                .put("key", key.toString())
                .put("deleted", sessions.delete(key));
        ArrayNode archived = answer.putArray("archived");
        if (kept != null) {
            archived.add(kept);
        }
        return answer;
    }

    private String exported(Session session) throws ProtocolException {
        try {
            return export.write(session, ".deleted." + clock.millis()).toString();
        } catch (IOException e) {
            throw ProtocolException.unavailable(
                    "the transcript can't be written to a file, so the session was not deleted: " + e.getMessage());
        }
    }

    private Object branches(Caller caller, SessionsParams.Branches params) throws ProtocolException {
        ObjectNode answer = Json.object();
        ArrayNode branches = answer.putArray("branches");
        // A conversation is never split here: it is its own one branch.
        queries.branch(sessions.locate(params.sessionKey(), params.agentId())).ifPresent(branches::add);
        return answer;
    }

    private Object search(Caller caller, SessionsParams.Search params) throws ProtocolException {
        List<SessionKey> keys = null;
        if (params.sessionKeys() != null) {
            keys = new ArrayList<>();
            for (String key : params.sessionKeys()) {
                keys.add(sessions.locate(key, null));
            }
        }
        return search.search(params.query(), params.agentId(), keys, params.limit());
    }

    private static void refuseWhileActive(Session session) throws ProtocolException {
        if (session != null && !session.activeRunIds().isEmpty()) {
            throw new ProtocolException(ErrorShape.of(
                            ErrorCode.UNAVAILABLE,
                            "Session " + session.key() + " has a run in progress; abort it, then try again.")
                    .retryAfter(RETRY_MILLIS));
        }
    }

    // Tidying up archived sessions is a writer's business; deleting live ones an admin's.
    private static String deletionScope(JsonNode params) {
        boolean tidying = params.path("archivedOnly").asBoolean()
                && !params.has("deleteTranscript")
                && !params.has("emitLifecycleHooks");
        return tidying ? Scope.WRITE : Scope.ADMIN;
    }

    /** Turns a refusing database into an answer that tells the operator what to do. */
    private static <P> Method.Simple<P> refusing(Method.Simple<P> body) {
        return (caller, params) -> {
            try {
                return body.answer(caller, params);
            } catch (StoreException e) {
                throw ProtocolException.unavailable(e.getMessage());
            }
        };
    }
}
