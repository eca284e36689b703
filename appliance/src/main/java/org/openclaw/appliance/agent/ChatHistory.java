package org.openclaw.appliance.agent;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.protocol.ChatParams;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.provider.Model;
import org.openclaw.appliance.provider.Models;
import org.openclaw.appliance.session.HistoryDelta;
import org.openclaw.appliance.session.HistoryPage;
import org.openclaw.appliance.session.HistoryQuery;
import org.openclaw.appliance.session.QueuedInput;
import org.openclaw.appliance.session.Session;
import org.openclaw.appliance.session.SessionKey;
import org.openclaw.appliance.session.Sessions;

/** A conversation and what surrounds it, as chat clients read it. Thread-safe. */
public final class ChatHistory {

    private static final int MOST_PENDING = 20;
    private static final int USUAL_MESSAGE_CHARS = 500_000;
    private static final int MOST_MESSAGE_BYTES = 4 * 1024 * 1024;

    private final Sessions sessions;
    private final Models models;
    private final AgentRuns runs;

    public ChatHistory(Sessions sessions, Models models, AgentRuns runs) {
        this.sessions = sessions;
        this.models = models;
        this.runs = runs;
    }

    ObjectNode page(ChatParams.History params) throws ProtocolException {
        SessionKey key = sessions.resolve(params.sessionKey(), params.agentId());
        Optional<Session> session = sessions.find(key);
        check(params, session);
        if (params.cursor() != null) {
            return delta(key, params.cursor(), session);
        }
        HistoryQuery query = HistoryQuery.of(params.limit(), params.offset(), params.maxBytes(), params.maxChars());
        boolean anchored = params.messageId() != null;
        HistoryPage page =
                anchored ? sessions.historyAround(key, params.messageId(), query) : sessions.history(key, query);
        ObjectNode answer = Json.object().put("sessionKey", key.toString());
        session.ifPresent(known -> answer.put("sessionId", known.sessionId()));
        ArrayNode messages = answer.putArray("messages");
        page.messages().forEach(messages::add);
        answer.putArray("activity");
        pendingInputs(answer, key);
        if (!anchored) {
            place(answer, params, page);
        }
        answer.set("defaults", sessions.defaults(key.agentId()));
        session.ifPresent(known -> {
            answer.set("sessionInfo", sessions.row(known));
            known.setting("thinkingLevel").ifPresent(level -> answer.put("thinkingLevel", level));
            known.setting("verboseLevel").ifPresent(level -> answer.put("verboseLevel", level));
        });
        inFlight(answer, key);
        return answer;
    }

    private static void check(ChatParams.History params, Optional<Session> session) throws ProtocolException {
        if (params.cursor() != null && (params.offset() != null || params.messageId() != null)) {
            throw ProtocolException.invalid("cursor cannot be used with offset or messageId");
        }
        if (params.sessionId() != null && params.messageId() == null) {
            throw ProtocolException.invalid("sessionId requires messageId");
        }
        if (params.sessionId() != null
                && session.filter(known -> known.sessionId().equals(params.sessionId())).isEmpty()) {
            throw ProtocolException.invalid("sessionId does not belong to sessionKey");
        }
    }

    /** Where in the conversation the page is, and how to read on. */
    private static void place(ObjectNode answer, ChatParams.History params, HistoryPage page) {
        if (params.offset() != null) {
            answer.put("offset", params.offset());
        } else if (page.cursor() != null) {
            answer.put("deltaCursor", page.cursor());
        }
        answer.put("hasMore", page.hasMore());
        if (page.hasMore()) {
            answer.put("nextOffset", page.nextOffset());
        }
        answer.put("totalMessages", page.total());
    }

    /** What came after the cursor; a stale one makes the client read a page again. */
    private ObjectNode delta(SessionKey key, String cursor, Optional<Session> session) {
        HistoryDelta delta = sessions.historySince(key, cursor).orElse(null);
        if (delta == null || session.isEmpty()) {
            return Json.object().put("kind", "reset");
        }
        ObjectNode answer = Json.object().put("kind", "delta");
        ArrayNode messages = answer.putArray("messages");
        delta.messages().forEach(messages::add);
        answer.put("deltaCursor", delta.cursor());
        pendingInputs(answer, key);
        answer.set("sessionInfo", sessions.row(session.get()));
        inFlight(answer, key);
        return answer;
    }

    /** One message, whole as far as the limit allows. */
    ObjectNode message(ChatParams.GetMessage params) throws ProtocolException {
        SessionKey key = sessions.resolve(params.sessionKey(), params.agentId());
        int most = params.maxChars() == null ? USUAL_MESSAGE_CHARS : params.maxChars();
        ObjectNode found = sessions.message(key, params.messageId(), most).orElse(null);
        if (found == null) {
            return Json.object().put("ok", false).put("unavailableReason", "not_found");
        }
        if (Json.bytes(found).length > MOST_MESSAGE_BYTES) {
            return Json.object().put("ok", false).put("unavailableReason", "oversized");
        }
        return Json.object().put("ok", true).set("message", found);
    }

    private void inFlight(ObjectNode answer, SessionKey key) {
        runs.of(key).stream().filter(run -> run.startedAt() > 0).findFirst().ifPresent(run -> answer.putObject("inFlightRun")
                .put("runId", run.id())
                .put("text", run.text()));
    }

    private void pendingInputs(ObjectNode answer, SessionKey key) {
        List<QueuedInput> waiting = sessions.queuedInputs(key, AgentRuns.MOST_PER_SESSION);
        ArrayNode items = answer.putObject("pendingInputs").put("total", waiting.size()).putArray("items");
        waiting.stream().limit(MOST_PENDING).forEach(input -> items.add(input.view()));
    }

    ObjectNode startup(ChatParams.History params) throws ProtocolException {
        ObjectNode answer = page(params);
        if (answer.path("kind").asText().equals("reset")) {
            return answer;
        }
        answer.set("metadata", metadata());
        return answer;
    }

    ObjectNode metadata() {
        ObjectNode metadata = Json.object();
        ArrayNode choices = metadata.putArray("models");
        for (Model model : models.all()) {
            ObjectNode choice = choices.addObject()
                    .put("id", model.ref().model())
                    .put("name", model.name())
                    .put("provider", model.ref().provider())
                    .put("available", model.hasCredential())
                    .put("reasoning", model.reasoning());
            model.alias().ifPresent(alias -> choice.put("alias", alias));
            model.contextWindow().ifPresent(tokens -> choice.put("contextWindow", tokens));
        }
        metadata.set("commands", Command.listed("text", true));
        metadata.put("swarmEnabled", false);
        metadata.putObject("accountSelection").put("kind", "none").put("label", "");
        return metadata;
    }
}
