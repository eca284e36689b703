package org.openclaw.appliance.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.function.Predicate;
import org.openclaw.appliance.protocol.AgentEvent;
import org.openclaw.appliance.protocol.ChatEvent;
import org.openclaw.appliance.protocol.Event;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.provider.ModelRef;
import org.openclaw.appliance.provider.ProviderException;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.rpc.Events;

/**
 * Tells everybody how one run goes, in {@code agent} and {@code chat} events that share the run's own numbers: every agent
 * event takes the next one, a chat event repeats that of the agent event it goes with. Thread-safe.
 *
 * <p>Text is told at most once per {@value #COALESCE_MILLIS} ms, measured when text arrives: a timer per run would cost a
 * wake-up per run. What is left over goes out with the end.
 */
final class RunEvents {

    static final long COALESCE_MILLIS = 75;

    /** A client with this capability hears only of the sessions it follows. */
    static final String SCOPED = "session-scoped-events";

    private final Events events;
    private final Clock clock;
    private final String runId;
    private final String sessionKey;
    private final String agentId;
    private final Predicate<Caller> audience;
    private final StringBuilder text = new StringBuilder();
    private volatile String sessionId;
    private long seq;
    private int told;
    private long toldAtNanos;
    private boolean anyTold;
    private boolean closed;
    private int messages;
    // Whether what is told next replaces what was told before, as a new message does.
    private boolean restarted;

    RunEvents(Events events, Clock clock, String runId, String sessionKey, String agentId) {
        this.events = events;
        this.clock = clock;
        this.runId = runId;
        this.sessionKey = sessionKey;
        this.agentId = agentId;
        this.audience = audience(sessionKey);
    }

    /** Who hears of a session's turns. */
    static Predicate<Caller> audience(String sessionKey) {
        return caller -> !caller.caps().contains(SCOPED) || caller.subscriptions().followsMessages(sessionKey);
    }

    /** Known once the session is on disk; agent events carry it from then on. */
    void session(String id) {
        sessionId = id;
    }

    /** Everything said so far. */
    synchronized String text() {
        return text.toString();
    }

    synchronized void status(String phase) {
        if (closed) {
            return;
        }
        agent("run_status", new AgentEvent.RunStatus(phase), true);
        events.publishDroppable(Event.CHAT, ChatEvent.status(runId, sessionKey, agentId, seq, phase), audience);
    }

    synchronized void started(long startedAt) {
        lifecycle(Json.object().put("phase", "start").put("startedAt", startedAt));
    }

    synchronized void model(ModelRef model) {
        lifecycle(Json.object().put("phase", "model").put("provider", model.provider()).put("model", model.model()));
    }

    /** More text. */
    synchronized void delta(String delta) {
        if (closed || delta.isEmpty()) {
            return;
        }
        text.append(delta);
        long now = System.nanoTime();
        if (!mayBeSilence() && (!anyTold || now - toldAtNanos >= COALESCE_MILLIS * 1_000_000)) {
            anyTold = true;
            toldAtNanos = now;
            tell();
        }
    }

    // A model that has nothing to say spells that out, too; nobody should see it begin.
    private boolean mayBeSilence() {
        return text.length() <= RunOutcome.NO_REPLY.length() + 2
                && RunOutcome.NO_REPLY.startsWith(text.toString().strip());
    }

    /** The model's complete text, which stands even where it differs from the sum of the deltas. */
    synchronized void complete(String whole) {
        if (!closed && !whole.contentEquals(text) && !whole.isEmpty()) {
            if (whole.startsWith(text.toString())) {
                text.append(whole, text.length(), whole.length());
            } else {
                text.setLength(0);
                text.append(whole);
                told = Math.min(told, text.length());
            }
        }
    }

    /** What follows is a message of its own, after the tools that the one before called for. */
    synchronized void nextMessage() {
        tell();
        restarted |= told > 0;
        text.setLength(0);
        told = 0;
        messages++;
    }

    /** Tells of a tool call those who asked to hear of them. */
    synchronized void tool(ObjectNode data, boolean droppable) {
        if (closed) {
            return;
        }
        AgentEvent event = event("tool", data);
        send(Event.AGENT, event, droppable, audience.and(caller -> caller.caps().contains(ToolEvents.CAPABILITY)));
        send(Event.SESSION_TOOL, event, droppable, audience.and(caller -> !caller.caps().contains(ToolEvents.CAPABILITY)
                && caller.subscriptions().followsSessionIndex()));
    }

    /** Tells of a step of the run. */
    synchronized void item(ObjectNode data) {
        if (!closed) {
            agent("item", data, false);
        }
    }

    /** The text is complete; the messages are about to be recorded. */
    synchronized void finishing(RunOutcome outcome) {
        if (!outcome.isSilent()) {
            tell();
        }
        if (outcome.usage().output() > 0) {
            agent("usage", new AgentEvent.Usage(outcome.usage().output()), true);
        }
        lifecycle(ended("finishing", outcome));
    }

    /** The last of the run's events. Whatever an abandoned provider still says is not told any more. */
    synchronized void end(RunOutcome outcome) {
        if (closed) {
            return;
        }
        ObjectNode end = outcome.error() != null && !outcome.aborted()
                ? Json.object()
                        .put("phase", "error")
                        .put("startedAt", outcome.startedAt())
                        .put("endedAt", outcome.endedAt())
                        .put("error", outcome.error())
                        .put("aborted", false)
                        .put("stopReason", outcome.stopReason())
                        .put("executionSettled", true)
                : settled(outcome);
        lifecycle(end);
        events.publish(Event.CHAT, chat(outcome), audience);
        closed = true;
    }

    private ObjectNode settled(RunOutcome outcome) {
        ObjectNode end = ended("end", outcome).put("startedAt", outcome.startedAt()).put("replayInvalid", false);
        end.putObject("terminalReply")
                .put("disposition", disposition(outcome))
                .put("text", outcome.reply());
        outcome.receipt(runId, sessionId).ifPresent(receipt -> end.set(
                "terminalReceipt", receipt.put("terminalDisposition", disposition(outcome))));
        return end.put("executionSettled", true);
    }

    private static String disposition(RunOutcome outcome) {
        return outcome.isSilent() ? "silent" : outcome.text().isEmpty() ? "empty" : "visible";
    }

    private static ObjectNode ended(String phase, RunOutcome outcome) {
        return Json.object()
                .put("phase", phase)
                .put("stopReason", outcome.stopReason())
                .put("aborted", outcome.aborted())
                .put("livenessState", outcome.aborted() ? "abandoned" : "working")
                .put("endedAt", outcome.endedAt());
    }

    private ChatEvent chat(RunOutcome outcome) {
        ChatEvent.Message message =
                outcome.reply().isEmpty() ? null : ChatEvent.Message.of(outcome.reply(), outcome.endedAt());
        return switch (outcome.status()) {
            case DONE -> ChatEvent.done(
                    runId, sessionKey, agentId, seq, message, outcome.stopReason(), outcome.usageNode());
            case KILLED, INTERRUPTED -> ChatEvent.aborted(runId, sessionKey, agentId, seq, message, outcome.stopReason());
            default -> ChatEvent.error(
                    runId, sessionKey, agentId, seq, message, outcome.error(), errorKind(outcome.kind()), detail(outcome));
        };
    }

    private static String errorKind(ProviderException.Kind kind) {
        return switch (kind) {
            case REFUSAL -> "refusal";
            case TIMEOUT -> "timeout";
            case RATE_LIMIT -> "rate_limit";
            case CONTEXT_LENGTH -> "context_length";
            case null, default -> "unknown";
        };
    }

    private static JsonNode detail(RunOutcome outcome) {
        if (outcome.model() == null) {
            return null;
        }
        ObjectNode detail = Json.object()
                .put("provider", clip(outcome.model().provider()))
                .put("model", clip(outcome.model().model()));
        if (outcome.httpStatus() >= 100 && outcome.httpStatus() <= 599) {
            detail.put("httpStatus", outcome.httpStatus());
        }
        return detail;
    }

    private static String clip(String text) {
        return text.length() > 300 ? text.substring(0, 300) : text;
    }

    private void tell() {
        if (closed || told >= text.length()) {
            return;
        }
        // Nobody listens: the cumulative text need not be built.
        if (events.audience() == 0) {
            seq++;
            told = text.length();
            return;
        }
        String whole = text.toString();
        String delta = whole.substring(told);
        told = whole.length();
        Boolean replace = restarted ? Boolean.TRUE : null;
        restarted = false;
        String item = messages == 0 ? "text:" + runId : "text:" + runId + ":" + messages;
        agent("assistant", new AgentEvent.Assistant(whole, delta, item, replace), true);
        ChatEvent.Message message = ChatEvent.Message.of(whole, clock.millis());
        events.publishDroppable(
                Event.CHAT, ChatEvent.delta(runId, sessionKey, agentId, seq, delta, message, replace), audience);
    }

    private void lifecycle(ObjectNode data) {
        if (!closed) {
            agent("lifecycle", data, false);
        }
    }

    private void agent(String stream, Object data, boolean droppable) {
        send(Event.AGENT, event(stream, data), droppable, audience);
    }

    private AgentEvent event(String stream, Object data) {
        seq++;
        return new AgentEvent(runId, sessionKey, sessionId, agentId, stream, data, seq, clock.millis());
    }

    private void send(String name, AgentEvent event, boolean droppable, Predicate<Caller> whom) {
        if (droppable) {
            events.publishDroppable(name, event, whom);
        } else {
            events.publish(name, event, whom);
        }
    }
}
