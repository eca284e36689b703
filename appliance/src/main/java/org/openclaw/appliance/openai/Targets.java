package org.openclaw.appliance.openai;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.BiFunction;
import org.openclaw.appliance.access.Scope;
import org.openclaw.appliance.agent.Agents;
import org.openclaw.appliance.agent.QueueMode;
import org.openclaw.appliance.agent.RunRequest;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.provider.Message;
import org.openclaw.appliance.provider.ModelRef;
import org.openclaw.appliance.provider.Models;
import org.openclaw.appliance.server.HttpCall;
import org.openclaw.appliance.session.Run;
import org.openclaw.appliance.session.SessionKey;
import org.openclaw.appliance.session.Sessions;

/** Which agent, session and model a request means. Thread-safe. */
public final class Targets {

    private static final String NAME = "openclaw";
    private static final String DEFAULT = "default";

    private final Agents agents;
    private final Sessions sessions;
    private final Models models;

    public Targets(Agents agents, Sessions sessions, Models models) {
        this.agents = agents;
        this.sessions = sessions;
        this.models = models;
    }

    /** The model ids this gateway offers. */
    List<String> modelIds() {
        List<String> ids = new ArrayList<>(List.of(NAME, NAME + "/" + DEFAULT));
        agents.ids().forEach(id -> ids.add(NAME + "/" + id));
        return ids;
    }

    RunRequest run(HttpCall call, ChatRequest request) throws Refusal {
        String agentId = agent(call, request.model());
        SessionKey named = named(call, agentId);
        SessionKey key = named != null ? named : own("openai", request.user(), agentId);
        boolean keepsHistory = named != null || request.user() != null;
        // A caller that sends its whole conversation gets an answer to exactly that.
        boolean bringsHistory = !keepsHistory || !request.transcript().isSingleMessage();
        RunRequest.Offer offer = new RunRequest.Offer(request.tools(), request.toolChoice(), request.sampling());
        return turn(call, key, request.transcript(), keepsHistory)
                .withConversation(bringsHistory ? request.transcript().messages() : null, offer, null);
    }

    /** The turn of a responses request. @param append puts messages after a session's own conversation */
    RunRequest run(
            HttpCall call, ResponseRequest request, BiFunction<SessionKey, List<Message>, List<Message>> append)
            throws Refusal {
        String agentId = agent(call, request.model());
        SessionKey named = named(call, agentId);
        SessionKey before = named != null ? named : previous(request.previousId(), agentId);
        SessionKey key = before != null ? before : own("openresponses", request.user(), agentId);
        boolean keepsHistory = before != null || request.user() != null;
        Transcript sent = request.transcript();
        List<Message> conversation =
                keepsHistory ? sent.isSingleMessage() ? null : append.apply(key, sent.messages()) : sent.messages();
        RunRequest.Offer offer = new RunRequest.Offer(request.tools(), request.toolChoice(), request.sampling());
        return turn(call, key, sent, keepsHistory).withConversation(conversation, offer, null);
    }

    private RunRequest turn(HttpCall call, SessionKey key, Transcript sent, boolean keepsHistory) throws Refusal {
        boolean owner = call.grant().filter(grant -> grant.admits(Scope.ADMIN)).isPresent();
        String runId = UUID.randomUUID().toString();
        // Of a conversation that ends with this answer nobody will look at them again.
        if (keepsHistory) {
            sessions.keepPictures(key, runId, sent.newestImages());
        }
        return RunRequest.message(runId, key, sent.asked(), owner)
                .withQueue(QueueMode.LANE)
                .withoutCommands()
                .withModel(model(call))
                .withPrompt(RunRequest.PromptMode.FULL, sent.system());
    }

    /** The session an earlier answer of this interface belongs to; null for one that is forgotten or another agent's. */
    private SessionKey previous(String responseId, String agentId) {
        if (responseId == null || !responseId.startsWith(ResponseAnswer.ID)) {
            return null;
        }
        return sessions.run(responseId.substring(ResponseAnswer.ID.length()))
                .map(Run::key)
                .filter(key -> key.agentId().equals(agentId) && key.toString().contains(":openresponses"))
                .orElse(null);
    }

    String agent(HttpCall call, String model) throws Refusal {
        String named = agentOf(model);
        String chosen = call.header("x-openclaw-agent-id").map(String::strip).filter(id -> !id.isEmpty()).orElse(named);
        String agentId = chosen.toLowerCase(Locale.ROOT);
        if (agentId.equals(DEFAULT)) {
            return agents.defaultAgentId();
        }
        if (!agents.knows(agentId)) {
            throw Refusal.invalid("Unknown agent '" + clip(chosen) + "'.");
        }
        return agentId;
    }

    private static String agentOf(String model) throws Refusal {
        String text = model.toLowerCase(Locale.ROOT);
        if (text.equals(NAME)) {
            return DEFAULT;
        }
        for (String prefix : List.of(NAME + "/", NAME + ":", "agent:")) {
            if (text.startsWith(prefix) && text.length() > prefix.length()) {
                return text.substring(prefix.length());
            }
        }
        throw Refusal.invalid("Invalid `model`. Use `openclaw` or `openclaw/<agentId>`.");
    }

    private String model(HttpCall call) throws Refusal {
        String wish = call.header("x-openclaw-model").map(String::strip).filter(text -> !text.isEmpty()).orElse(null);
        if (wish == null) {
            return null;
        }
        ModelRef ref = models.resolve(wish);
        if (!models.hasProvider(ref)) {
            throw new Refusal(
                    404,
                    "invalid_request_error",
                    "Unknown model: " + clip(wish) + ". Run `openclaw models list` to see what is configured.");
        }
        return ref.toString();
    }

    /** The session the caller's header names; null without one. */
    private SessionKey named(HttpCall call, String agentId) throws Refusal {
        String header = call.header("x-openclaw-session-key").map(String::strip).orElse("");
        if (header.isEmpty()) {
            return null;
        }
        try {
            sessions.resolve(header, agentId);
        } catch (ProtocolException e) {
            throw Refusal.invalid("`x-openclaw-session-key`: " + e.getMessage());
        }
        try {
            return sessions.resolveForCaller(header, agentId);
        } catch (ProtocolException e) {
            throw Refusal.invalid("`x-openclaw-session-key` cannot use reserved internal session namespaces.");
        }
    }

    private SessionKey own(String kind, String user, String agentId) throws Refusal {
        String rest = user == null ? kind + ":" + UUID.randomUUID() : kind + "-user:" + user;
        try {
            return sessions.resolve("agent:" + agentId + ":" + rest, agentId);
        } catch (ProtocolException e) {
            throw Refusal.invalid("`user` can't name a session: " + e.getMessage());
        }
    }

    private static String clip(String text) {
        return text.length() > 100 ? text.substring(0, 100) + "…" : text;
    }
}
