package org.openclaw.appliance.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.openclaw.appliance.access.Scope;
import org.openclaw.appliance.protocol.ChatEvent;
import org.openclaw.appliance.protocol.ChatParams;
import org.openclaw.appliance.protocol.Event;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.rpc.Access;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.rpc.Events;
import org.openclaw.appliance.rpc.Method;
import org.openclaw.appliance.session.Entry;
import org.openclaw.appliance.session.Run;
import org.openclaw.appliance.session.RunStarter;
import org.openclaw.appliance.session.RunStatus;
import org.openclaw.appliance.session.SessionKey;
import org.openclaw.appliance.session.Sessions;

/** {@code chat.*} and those of {@code sessions.*} that start, end or shorten turns. */
public final class ChatMethods implements RunStarter {

    private static final Access SEND = Access.scopeOr(Scope.WRITE, Scope.SESSIONS_WRITE);

    private final Agents agents;
    private final Sessions sessions;
    private final AgentRuns runs;
    private final ChatHistory history;
    private final Conversations conversations;
    private final Events events;
    private final Clock clock;

    public ChatMethods(Agents agents, Sessions sessions, AgentParts parts, Events events, Clock clock) {
        this.agents = agents;
        this.sessions = sessions;
        this.runs = parts.runs();
        this.history = parts.history();
        this.conversations = parts.compaction();
        this.events = events;
        this.clock = clock;
    }

    public List<Method<?>> methods() {
        Access read = Access.scopeOr(Scope.READ, Scope.SESSIONS_READ);
        return List.of(
                Method.of("chat.send", SEND, ChatParams.Send.class, this::send),
                Method.of("chat.history", read, ChatParams.History.class, (caller, params) -> history.page(params)),
                Method.of("chat.startup", read, ChatParams.History.class, (caller, params) -> history.startup(params)),
                Method.of("chat.message.get", read, ChatParams.GetMessage.class, (caller, params) -> history.message(params)),
                Method.of("chat.metadata", read, ChatParams.Metadata.class, (caller, params) -> history.metadata()),
                Method.of("chat.abort", SEND, ChatParams.Abort.class, this::abort),
                Method.of("chat.inject", Access.ADMIN, ChatParams.Inject.class, this::inject).unadvertised(),
                Method.of("sessions.send", SEND, ChatParams.SendToSession.class, this::sendToSession),
                Method.of("sessions.abort", SEND, ChatParams.AbortSession.class, this::abortSession),
                Method.of(
                        "sessions.compact",
                        Access.ADMIN,
                        ChatParams.Compact.class,
                        (caller, params) -> conversations.compact(params)));
    }

    private ObjectNode send(Caller caller, ChatParams.Send params) throws ProtocolException {
        if (params.agentId() != null && !agents.knows(params.agentId())) {
            throw ProtocolException.invalid("Agent \"" + params.agentId() + "\" no longer exists in configuration");
        }
        SessionKey key = sessions.resolve(params.sessionKey(), params.agentId());
        String text = attached(key, params.idempotencyKey(), params.message(), params.attachments());
        RunRequest request = RunRequest.message(params.idempotencyKey(), key, text, owner(caller))
                .within(limit(params.timeoutMs()));
        if (Boolean.TRUE.equals(params.suppressCommandInterpretation())) {
            request = request.withoutCommands();
        }
        return answer(runs.start(request.withQueue(QueueMode.of(params.queueMode()).orElse(null))));
    }

    private ObjectNode sendToSession(Caller caller, ChatParams.SendToSession params) throws ProtocolException {
        SessionKey key = sessions.resolve(params.key(), params.agentId());
        String id = params.idempotencyKey() == null ? UUID.randomUUID().toString() : params.idempotencyKey();
        String text = attached(key, id, params.message(), params.attachments());
        return answer(runs.start(RunRequest.message(id, key, text, owner(caller)).within(limit(params.timeoutMs()))));
    }

    @Override
    public String start(Caller caller, SessionKey key, String message, JsonNode attachments, String idempotencyKey)
            throws ProtocolException {
        List<JsonNode> files = attachments == null ? List.of() : List.copyOf(attachments.valueStream().toList());
        runs.start(RunRequest.message(idempotencyKey, key, attached(key, idempotencyKey, message, files), owner(caller)));
        return idempotencyKey;
    }

    private String attached(SessionKey key, String runId, String message, List<? extends JsonNode> files)
            throws ProtocolException {
        Attachments attachments = Attachments.read(message, files);
        sessions.keepPictures(key, runId, attachments.images());
        return attachments.text();
    }

    private static boolean owner(Caller caller) {
        return caller.grant().admits(Scope.ADMIN);
    }

    private static Duration limit(Integer timeoutMillis) {
        return timeoutMillis == null || timeoutMillis == 0 ? null : Duration.ofMillis(timeoutMillis);
    }

    private static ObjectNode answer(Admission admission) {
        return switch (admission) {
            case Admission.Accepted(ActiveRun run) -> Json.object().put("runId", run.id()).put("status", "started");
            case Admission.InFlight(ActiveRun run) -> Json.object().put("runId", run.id()).put("status", "in_flight");
            case Admission.Finished(Run run) -> {
                ObjectNode again = Json.object()
                        .put("runId", run.id())
                        .put("status", run.status() == RunStatus.DONE || run.error() == null ? "ok" : "error");
                yield run.error() == null ? again : again.put("summary", run.error());
            }
        };
    }

    private ObjectNode abort(Caller caller, ChatParams.Abort params) throws ProtocolException {
        List<ActiveRun> ended = end(sessions.resolve(params.sessionKey(), params.agentId()), params.runId());
        ObjectNode answer = Json.object().put("ok", true).put("aborted", !ended.isEmpty());
        ArrayNode ids = answer.putArray("runIds");
        ended.forEach(run -> ids.add(run.id()));
        return answer;
    }

    private ObjectNode abortSession(Caller caller, ChatParams.AbortSession params) throws ProtocolException {
        if (params.key() == null && params.runId() == null) {
            throw ProtocolException.invalid("invalid sessions.abort params: key or runId required");
        }
        SessionKey key = params.key() == null ? null : sessions.resolve(params.key(), params.agentId());
        List<ActiveRun> ended = end(key, params.runId());
        ObjectNode answer = Json.object().put("ok", true);
        String first = ended.stream().map(ActiveRun::id).findFirst().orElse(null);
        return answer.put("abortedRunId", first).put("status", first == null ? "no-active-run" : "aborted");
    }

    /** @param key null for any session @param runId null for all of the session */
    private List<ActiveRun> end(SessionKey key, String runId) {
        List<ActiveRun> meant = runId == null ? runs.of(key) : runs.find(runId).stream().toList();
        List<ActiveRun> matching =
                meant.stream().filter(run -> key == null || run.request().session().equals(key)).toList();
        matching.forEach(run -> runs.abort(run, "rpc"));
        return matching;
    }

    private ObjectNode inject(Caller caller, ChatParams.Inject params) throws ProtocolException {
        SessionKey key = sessions.resolve(params.sessionKey(), params.agentId());
        if (sessions.find(key).isEmpty()) {
            throw ProtocolException.invalid("session not found: " + key);
        }
        String text = params.label() == null ? params.message() : "[" + params.label() + "]\n\n" + params.message();
        Entry entry = sessions.append(key, Conversation.notice(null, text, false, clock.millis()));
        events.publish(
                Event.CHAT,
                ChatEvent.done("inject-" + entry.id(), key.toString(), key.agentId(), 0,
                        ChatEvent.Message.of(text, entry.timestamp()), null, null),
                RunEvents.audience(key.toString()));
        return Json.object().put("ok", true).put("messageId", entry.id());
    }
}
