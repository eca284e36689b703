package org.openclaw.appliance.openai;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.openclaw.appliance.access.Scope;
import org.openclaw.appliance.agent.Agents;
import org.openclaw.appliance.agent.QueueMode;
import org.openclaw.appliance.agent.RunRequest;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.provider.ModelRef;
import org.openclaw.appliance.provider.Models;
import org.openclaw.appliance.server.HttpCall;
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
        String header = call.header("x-openclaw-session-key").map(String::strip).filter(key -> !key.isEmpty()).orElse(null);
        SessionKey key = header != null ? named(header, agentId) : own(request.user(), agentId);
        boolean keepsHistory = header != null || request.user() != null;
        boolean owner = call.grant().filter(grant -> grant.admits(Scope.ADMIN)).isPresent();
        // A caller that sends its whole conversation gets an answer to exactly that.
        boolean bringsHistory = !keepsHistory || !request.transcript().isSingleMessage();
        RunRequest run = RunRequest.message(UUID.randomUUID().toString(), key, request.transcript().asked(), owner)
                .withQueue(QueueMode.LANE)
                .withoutCommands()
                .withModel(model(call))
                .withPrompt(RunRequest.PromptMode.FULL, request.transcript().system());
        RunRequest.Offer offer = new RunRequest.Offer(request.tools(), request.toolChoice(), request.sampling());
        return run.withConversation(bringsHistory ? request.transcript().messages() : null, offer, null);
    }

    private String agent(HttpCall call, String model) throws Refusal {
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

    private SessionKey named(String header, String agentId) throws Refusal {
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

    private SessionKey own(String user, String agentId) throws Refusal {
        String rest = user == null ? "openai:" + UUID.randomUUID() : "openai-user:" + user;
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
