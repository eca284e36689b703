package org.openclaw.appliance.heartbeat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.openclaw.appliance.agent.Admission;
import org.openclaw.appliance.agent.AgentRuns;
import org.openclaw.appliance.agent.Agents;
import org.openclaw.appliance.agent.RunOutcome;
import org.openclaw.appliance.agent.RunRequest;
import org.openclaw.appliance.channel.ChannelState;
import org.openclaw.appliance.channel.Channels;
import org.openclaw.appliance.channel.Delivery;
import org.openclaw.appliance.channel.Silence;
import org.openclaw.appliance.presence.SystemEvents;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.provider.Message;
import org.openclaw.appliance.session.NewEntry;
import org.openclaw.appliance.session.SessionKey;
import org.openclaw.appliance.session.Sessions;

/**
 * One heartbeat: the agent is asked whether something needs attention, with the conversation it takes part in before its
 * eyes. The turn itself is kept apart, in a session of its own that only holds the last one, so that hundreds of them a week
 * don't push people's words out of the conversation; what has to be told is added to it. Thread-safe; blocks.
 */
final class HeartbeatTurn {

    private final Agents agents;
    private final Sessions sessions;
    private final AgentRuns runs;
    private final SystemEvents notes;
    private final Supplier<Channels> channels;
    private final Clock clock;

    HeartbeatTurn(
            Agents agents, Sessions sessions, AgentRuns runs, SystemEvents notes, Supplier<Channels> channels, Clock clock) {
        this.agents = agents;
        this.sessions = sessions;
        this.runs = runs;
        this.notes = notes;
        this.channels = channels;
        this.clock = clock;
    }

    /**
     * @param conversation in which it takes part
     * @param prompted whether an event asks for it, rather than the time
     */
    HeartbeatReport run(HeartbeatSettings settings, SessionKey conversation, boolean prompted) {
        if (settings.model() == null && agents.defaults(settings.agentId()).modelProvider().equals("appliance")) {
            // The built-in responder has nothing to say of its own accord.
            return HeartbeatReport.skipped("no-model");
        }
        boolean events = !notes.peek(conversation.toString()).isEmpty();
        String checklist = Checklist.read(agents.workspace(settings.agentId()));
        if (!prompted && !events && checklist != null && Checklist.isEmpty(checklist)) {
            return HeartbeatReport.skipped("empty-heartbeat-file");
        }
        Optional<Channels.Route> route = route(settings);
        if (!prompted && !events && route.isEmpty() && !settings.target().equals("none")) {
            return HeartbeatReport.skipped("no-route");
        }
        if (!prompted && busy(settings.agentId(), conversation)) {
            return HeartbeatReport.skipped("requests-in-flight");
        }
        String text = text(settings, checklist, notes.drain(conversation.toString()));
        try {
            RunOutcome outcome = ask(settings, conversation, text);
            return outcome.ok()
                    ? tell(outcome, conversation, route)
                    : HeartbeatReport.failed("agent-runner-failure", outcome.error());
        } catch (ProtocolException e) {
            return HeartbeatReport.failed("not-admitted", e.getMessage());
        }
    }

    private boolean busy(String agentId, SessionKey conversation) {
        return !runs.of(conversation).isEmpty() || !runs.of(SessionKey.main(agentId)).isEmpty();
    }

    private static String text(HeartbeatSettings settings, String checklist, List<String> events) {
        StringBuilder text = new StringBuilder(settings.prompt());
        if (checklist != null && !Checklist.isEmpty(checklist)) {
            text.append("\n\n# ").append(Checklist.FILE).append("\n\n").append(checklist.strip());
        }
        if (!events.isEmpty()) {
            text.append("\n\n# Events since then\n");
            events.forEach(event -> text.append("\nSystem: ").append(event));
        }
        return text.toString();
    }

    private RunOutcome ask(HeartbeatSettings settings, SessionKey conversation, String text) throws ProtocolException {
        SessionKey own = new SessionKey(settings.agentId(), "heartbeat");
        sessions.delete(own);
        List<Message> messages = new ArrayList<>(settings.isolated() ? List.of() : runs.conversation(conversation));
        messages.add(new Message.User(text));
        RunRequest request = RunRequest.message("heartbeat:" + UUID.randomUUID(), own, text, true)
                .withoutCommands()
                .withModel(settings.model())
                .within(settings.timeout())
                .withPrompt(settings.light() ? RunRequest.PromptMode.MINIMAL : RunRequest.PromptMode.FULL, null)
                .withConversation(messages, RunRequest.Offer.NOTHING, null);
        if (!(runs.start(request) instanceof Admission.Accepted(var run))) {
            throw ProtocolException.unavailable("a heartbeat of the same name was there already");
        }
        try {
            return run.outcome().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProtocolException.unavailable("the gateway is stopping");
        } catch (ExecutionException e) {
            throw ProtocolException.unavailable("the turn failed inside the gateway; `openclaw logs` shows why");
        }
    }

    private HeartbeatReport tell(RunOutcome outcome, SessionKey conversation, Optional<Channels.Route> route) {
        String alert = Silence.alert(outcome.text());
        if (alert.isEmpty()) {
            return new HeartbeatReport(outcome.text().isBlank() ? "ok-empty" : "ok-token", null, null, null, null);
        }
        sessions.append(conversation, said(alert, outcome));
        if (route.isEmpty()) {
            return new HeartbeatReport("sent", null, alert, null, null);
        }
        String channel = route.get().channel().id();
        try {
            return switch (channels.get().send(route.get(), alert)) {
                case Delivery.Sent sent -> new HeartbeatReport("sent", null, alert, channel, route.get().to());
                case Delivery.Queued queued -> new HeartbeatReport("sent", "queued", alert, channel, route.get().to());
                case Delivery.Dead dead -> HeartbeatReport.failed("delivery-failed", dead.error());
            };
        } catch (ProtocolException e) {
            return HeartbeatReport.failed("channel-not-ready", e.getMessage());
        }
    }

    private NewEntry said(String alert, RunOutcome outcome) {
        ObjectNode message = Json.object().put("role", "assistant");
        message.putArray("content").addObject().put("type", "text").put("text", alert);
        message.put("timestamp", clock.millis());
        if (outcome.model() != null) {
            message.put("provider", outcome.model().provider()).put("model", outcome.model().model());
        }
        return NewEntry.of(null, message.put("stopReason", "stop"));
    }

    private Optional<Channels.Route> route(HeartbeatSettings settings) {
        return switch (settings.target()) {
            case "none" -> Optional.empty();
            case "owner", "last" -> channels.get().owner();
            default -> settings.to() == null
                    ? Optional.empty()
                    : channels.get()
                            .find(settings.target())
                            .filter(channel -> channel.state().kind() == ChannelState.Kind.READY)
                            .map(channel -> new Channels.Route(channel, settings.to()));
        };
    }
}
