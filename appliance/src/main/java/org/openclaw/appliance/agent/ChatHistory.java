package org.openclaw.appliance.agent;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.openclaw.appliance.protocol.ChatParams;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.provider.Model;
import org.openclaw.appliance.provider.Models;
import org.openclaw.appliance.session.AgentDirectory;
import org.openclaw.appliance.session.HistoryPage;
import org.openclaw.appliance.session.HistoryQuery;
import org.openclaw.appliance.session.Session;
import org.openclaw.appliance.session.SessionKey;
import org.openclaw.appliance.session.Sessions;

/** A conversation and what surrounds it, as chat clients read it. Thread-safe. */
public final class ChatHistory {

    /** Below this many messages nothing is gained by a summary. */
    static final long WORTH_COMPACTING = 50;

    private final Agents agents;
    private final Sessions sessions;
    private final Models models;
    private final AgentRuns runs;

    public ChatHistory(Agents agents, Sessions sessions, Models models, AgentRuns runs) {
        this.agents = agents;
        this.sessions = sessions;
        this.models = models;
        this.runs = runs;
    }

    ObjectNode page(ChatParams.History params) throws ProtocolException {
        SessionKey key = sessions.resolve(params.sessionKey(), params.agentId());
        HistoryPage page = sessions.history(
                key, HistoryQuery.of(params.limit(), params.offset(), params.maxBytes(), params.maxChars()));
        Optional<Session> session = sessions.find(key);
        ObjectNode answer = Json.object().put("sessionKey", key.toString());
        session.ifPresent(known -> answer.put("sessionId", known.sessionId()));
        ArrayNode messages = answer.putArray("messages");
        page.messages().forEach(messages::add);
        answer.putArray("activity");
        answer.putObject("pendingInputs").put("total", 0).putArray("items");
        answer.put("hasMore", page.hasMore());
        if (page.hasMore()) {
            answer.put("nextOffset", page.nextOffset());
        }
        answer.put("totalMessages", page.total());
        answer.set("defaults", defaults(key.agentId()));
        session.ifPresent(known -> {
            answer.set("sessionInfo", sessions.row(known));
            known.setting("thinkingLevel").ifPresent(level -> answer.put("thinkingLevel", level));
            known.setting("verboseLevel").ifPresent(level -> answer.put("verboseLevel", level));
        });
        runs.of(key).stream().filter(run -> run.startedAt() > 0).findFirst().ifPresent(run -> answer.putObject("inFlightRun")
                .put("runId", run.id())
                .put("text", run.text()));
        return answer;
    }

    ObjectNode startup(ChatParams.History params) throws ProtocolException {
        ObjectNode answer = page(params);
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
        metadata.set("commands", Commands.listed("text", true));
        metadata.put("swarmEnabled", false);
        metadata.putObject("accountSelection").put("kind", "none").put("label", "");
        return metadata;
    }

    private ObjectNode defaults(String agentId) {
        AgentDirectory.Defaults known = agents.defaults(agentId);
        ObjectNode defaults = Json.object().put("modelProvider", known.modelProvider()).put("model", known.model());
        if (known.contextTokens() > 0) {
            defaults.put("contextTokens", known.contextTokens());
        } else {
            defaults.putNull("contextTokens");
        }
        defaults.putObject("agentRuntime").put("id", "openclaw").put("source", "implicit");
        if (known.thinkingLevel() != null) {
            defaults.put("thinkingDefault", known.thinkingLevel());
        }
        return defaults;
    }
}
