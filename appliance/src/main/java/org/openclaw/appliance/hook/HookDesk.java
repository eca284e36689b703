package org.openclaw.appliance.hook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.openclaw.appliance.agent.ActiveRun;
import org.openclaw.appliance.agent.Admission;
import org.openclaw.appliance.agent.AgentRuns;
import org.openclaw.appliance.agent.Agents;
import org.openclaw.appliance.agent.RunOutcome;
import org.openclaw.appliance.agent.RunRequest;
import org.openclaw.appliance.channel.Channels;
import org.openclaw.appliance.channel.Delivery;
import org.openclaw.appliance.channel.Outbound;
import org.openclaw.appliance.channel.Silence;
import org.openclaw.appliance.presence.SystemEvents;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.session.SessionKey;
import org.openclaw.appliance.session.Sessions;
import org.openclaw.appliance.session.ShortSessions;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/** Does what hooks ask for: notes for agents, and turns. Thread-safe; blocks on the disk. */
final class HookDesk {

    static final String KEYS_DISABLED = "sessionKey is disabled for externally supplied hook payload values; set"
            + " hooks.allowRequestSessionKey=true to enable";

    private static final long KEPT_MILLIS = 86_400_000;
    private static final int MOST_TOLD = 1_500;
    private static final TaggedLogger LOG = Logger.tag("hooks");

    private final Parts parts;

    /** @param wake asks for a heartbeat in a conversation @param channels made when first needed */
    record Parts(
            Agents agents,
            Sessions sessions,
            ShortSessions shortSessions,
            AgentRuns runs,
            SystemEvents notes,
            Supplier<Channels> channels,
            Consumer<SessionKey> wake) {}

    /** @param completion what came of it; completes when that is told */
    record Dispatched(String runId, CompletableFuture<ObjectNode> completion) {}

    HookDesk(Parts parts) {
        this.parts = parts;
    }

    /** @return the answer */
    ObjectNode wake(HookAction.Wake action, HookSettings settings) throws HookAction.Refused {
        String agentId = agent(action.agentId(), settings);
        SessionKey conversation = SessionKey.main(agentId);
        if (action.sessionKey() != null) {
            if (!action.now()) {
                throw HookAction.Refused.bad("sessionKey requires mode now; a later heartbeat is one of the main session");
            }
            conversation = named(allowed(action.sessionKey(), false, settings), agentId);
        }
        List<String> waiting = parts.notes().peek(conversation.toString());
        boolean same = !waiting.isEmpty() && waiting.getLast().equals(action.text());
        parts.notes().add(conversation.toString(), action.text());
        if (action.now()) {
            parts.wake().accept(conversation);
        }
        return Json.object()
                .put("ok", true)
                .put("mode", action.now() ? "now" : "next-heartbeat")
                .put("eventOutcome", same ? "coalesced" : "queued");
    }

    /** Begins a turn; returns once its message is on disk. */
    Dispatched agent(HookAction.Agent action, HookSettings settings) throws HookAction.Refused {
        String agentId = agent(action.agentId(), settings);
        Optional<Channels.Route> route = destination(action);
        SessionKey key = session(action, agentId, settings);
        String runId = UUID.randomUUID().toString();
        String text = action.trusted() ? action.message() : ExternalText.marked(action.message(), action.name());
        RunRequest request = RunRequest.message(runId, key, text, false)
                .withoutCommands()
                .withModel(action.model())
                .withThinking(action.thinking())
                .within(action.timeout());
        try {
            if (!(parts.runs().start(request) instanceof Admission.Accepted(ActiveRun run))) {
                throw new HookAction.Refused(409, "a run of the same name was there already");
            }
            CompletableFuture<ObjectNode> completion = run.outcome()
                    .thenApply(outcome -> conclude(action, agentId, route, runId, outcome));
            return new Dispatched(runId, completion);
        } catch (ProtocolException e) {
            throw new HookAction.Refused(503, e.getMessage());
        }
    }

    private String agent(String wanted, HookSettings settings) throws HookAction.Refused {
        if (wanted != null && !parts.agents().knows(wanted)) {
            throw HookAction.Refused.bad("unknown agentId \"" + (wanted.length() > 64 ? wanted.substring(0, 64) + "…" : wanted) + "\"");
        }
        String agentId = wanted == null ? parts.agents().defaultAgentId() : wanted;
        if (!settings.admitsAgent(agentId)) {
            throw HookAction.Refused.bad("agentId is not allowed by hooks.allowedAgentIds");
        }
        return agentId;
    }

    private static String allowed(String key, boolean fixed, HookSettings settings) throws HookAction.Refused {
        if (!fixed && !settings.requestKeys()) {
            throw HookAction.Refused.bad(KEYS_DISABLED);
        }
        if (!settings.admitsKey(key)) {
            throw HookAction.Refused.bad("sessionKey must start with one of: " + String.join(", ", settings.prefixes()));
        }
        return key;
    }

    private SessionKey named(String key, String agentId) throws HookAction.Refused {
        try {
            String rest = SessionKey.parse(key).map(SessionKey::rest).orElse(key);
            return parts.sessions().resolveForCaller(rest, agentId);
        } catch (ProtocolException e) {
            throw HookAction.Refused.bad(e.getMessage());
        }
    }

    private SessionKey session(HookAction.Agent action, String agentId, HookSettings settings) throws HookAction.Refused {
        boolean own = action.sessionKey() == null;
        String chosen = own ? settings.defaultSessionKey() : action.sessionKey();
        String fresh = "hook:" + UUID.randomUUID();
        String key = allowed(chosen == null ? fresh : chosen, own || action.fixedKey(), settings);
        if (action.persistent()) {
            if (!action.fixedKey() && settings.prefixes().isEmpty()) {
                throw HookAction.Refused.bad("sessionMode persistent needs hooks.allowedSessionKeyPrefixes");
            }
            return named(key, agentId);
        }
        SessionKey session = new SessionKey(agentId, fresh);
        parts.shortSessions().begin(session, "hook", KEPT_MILLIS);
        return session;
    }

    private Optional<Channels.Route> destination(HookAction.Agent action) throws HookAction.Refused {
        boolean none = action.channel() == null && action.to() == null && action.accountId() == null;
        if (!action.deliver() || none || (action.fixedKey() && action.to() == null)) {
            return Optional.empty();
        }
        Channels channels = parts.channels().get();
        List<String> known = channels.all().stream().filter(one -> one.state().configured()).map(one -> one.id()).toList();
        if (action.channel() != null && !known.contains(action.channel()) && !(action.fixedKey() && action.channel().equals("last"))) {
            throw HookAction.Refused.bad("channel must be " + (known.isEmpty() ? "last" : String.join("|", known)));
        }
        if (action.to() == null || (action.channel() == null && !action.fixedKey())) {
            throw HookAction.Refused.bad("channel and to go together");
        }
        try {
            return Optional.of(channels.route(action.channel(), action.to()));
        } catch (ProtocolException e) {
            throw HookAction.Refused.bad(e.getMessage());
        }
    }

    private ObjectNode conclude(
            HookAction.Agent action, String agentId, Optional<Channels.Route> route, String runId, RunOutcome outcome) {
        String text = outcome.text().strip();
        boolean silent = Silence.isMeant(text);
        ObjectNode completion = Json.object()
                .put("status", outcome.ok() ? "ok" : "error")
                .put("replyDisposition", text.isEmpty() ? "empty" : silent ? "silent" : "visible");
        if (!outcome.ok()) {
            tell(action, agentId, "Hook " + action.name() + " failed: " + outcome.error());
        } else if (action.deliver() && route.isPresent()) {
            deliver(action, route.get(), text, silent, completion);
        } else if (action.deliver() && !text.isEmpty() && !silent) {
            tell(action, agentId, "Hook " + action.name() + ": " + text);
        }
        String status = completion.path("status").asText();
        if (outcome.ok()) {
            LOG.info("hook agent run completed: runId={} status={} hook={} agent={}", runId, status, action.name(), agentId);
        } else {
            LOG.warn("hook agent run completed: runId={} status={} hook={} agent={}", runId, status, action.name(), agentId);
        }
        return completion;
    }

    private void tell(HookAction.Agent action, String agentId, String note) {
        SessionKey main = SessionKey.main(agentId);
        parts.notes().add(main.toString(), note.length() <= MOST_TOLD ? note : note.substring(0, MOST_TOLD) + "…");
        if (action.wakeNow()) {
            parts.wake().accept(main);
        }
    }

    private void deliver(HookAction.Agent action, Channels.Route route, String text, boolean silent, ObjectNode completion) {
        if (text.isEmpty() || silent) {
            completion.put("delivered", false).put("deliverySuppressionReason", silent ? "silent" : "empty");
            return;
        }
        completion.put("deliveryAttempted", true);
        try {
            Outbound message = new Outbound(
                    UUID.randomUUID().toString(), route.channel().id(), route.to(),
                    text.length() <= Outbound.MOST_CHARS ? text : text.substring(0, Outbound.MOST_CHARS), List.of(),
                    action.accountId(), null, null, false);
            boolean arrived = parts.channels().get().send(message, null) instanceof Delivery.Sent;
            completion.put("delivered", arrived);
            if (!arrived) {
                completion.put("deliveryError", "delivery-failed");
            }
        } catch (ProtocolException e) {
            LOG.warn("what hook {} said was not delivered: {}", action.name(), e.getMessage());
            completion.put("delivered", false).put("deliveryError", "delivery-failed");
        }
    }
}
