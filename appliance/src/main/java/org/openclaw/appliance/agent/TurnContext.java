package org.openclaw.appliance.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.openclaw.appliance.presence.SystemEvents;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.provider.Message;
import org.openclaw.appliance.provider.Model;
import org.openclaw.appliance.provider.ModelRef;
import org.openclaw.appliance.provider.ModelRequest;
import org.openclaw.appliance.provider.Models;
import org.openclaw.appliance.session.SessionKey;
import org.openclaw.appliance.session.Sessions;

/**
 * What a model is given for a turn: the instructions, the summary of what was compacted, and the newest messages. Near the
 * end of the model's window the conversation is compacted first. Thread-safe; blocks on disk and model.
 */
final class TurnContext {

    private final WarmConversations conversations;
    private final Sessions sessions;
    private final Models models;
    private final SystemPrompt prompt;
    private final SystemEvents notes;
    private final Compactor compactor;

    TurnContext(
            WarmConversations conversations,
            Sessions sessions,
            Models models,
            SystemPrompt prompt,
            SystemEvents notes,
            Compactor compactor) {
        this.conversations = conversations;
        this.sessions = sessions;
        this.models = models;
        this.prompt = prompt;
        this.notes = notes;
        this.compactor = compactor;
    }

    /** The models to ask, the one to try first at the head. */
    List<ModelRef> order(RunRequest request) {
        String override = request.model() != null
                ? request.model()
                : sessions.find(request.session()).flatMap(session -> session.setting("model")).orElse(null);
        return models.orderFor(request.session().agentId(), override);
    }

    /** @param notYet as {@link Conversation#window} wants it */
    ModelRequest of(ActiveRun run, List<ModelRef> order, Predicate<String> notYet) {
        RunRequest request = run.request();
        String events = events(request.session());
        ModelRequest made = made(request, order, events, notYet);
        if (request.conversation() == null && compactor.isDue(order.getFirst(), made)) {
            run.events().status("memory_flushing");
            compactor.compact(request.session(), order, null, Compactor.Cause.THRESHOLD, run.cancellation());
            made = made(request, order, events, notYet);
        }
        return made;
    }

    /** What a model would be given of a session's conversation now, oldest first. */
    List<Message> conversation(SessionKey key, Predicate<String> notYet) {
        return ToolTranscript.repaired(conversations.window(key, compactor.summary(key).first(), "", notYet));
    }

    /** After a model said that this was too long. @return a shorter request, or empty when nothing could be made shorter */
    Optional<ModelRequest> shorter(ActiveRun run, List<ModelRef> order, Predicate<String> notYet) {
        RunRequest request = run.request();
        boolean compacted = request.conversation() == null
                && compactor.compact(request.session(), order, null, Compactor.Cause.OVERFLOW, run.cancellation()).done();
        return compacted ? Optional.of(made(request, order, "", notYet)) : Optional.empty();
    }

    private ModelRequest made(RunRequest request, List<ModelRef> order, String events, Predicate<String> notYet) {
        SessionKey key = request.session();
        StringBuilder system = new StringBuilder(prompt.text(key.agentId(), request));
        List<Message> messages = request.conversation();
        if (messages == null) {
            Compactor.Summary summary = compactor.summary(key);
            summary.text().ifPresent(text ->
                    system.append("\n# The conversation so far, in short\n\n").append(text).append('\n'));
            messages = ToolTranscript.repaired(conversations.window(key, summary.first(), request.runId(), notYet));
        }
        if (messages.isEmpty()) {
            messages = List.of(new Message.User(request.text()));
        }
        system.append(events);
        RunRequest.Offer offer = request.offer();
        return new ModelRequest(
                system.toString(), messages, offer.tools(), offer.toolChoice(), thinking(request, order, offer.sampling()));
    }

    private String events(SessionKey key) {
        List<String> waiting = notes.drain(key.toString());
        return waiting.isEmpty() ? "" : "\n# Events since the last turn\n\n- " + String.join("\n- ", waiting) + "\n";
    }

    /** The session's thinking level, for models that think; the caller's own fields win. */
    private JsonNode thinking(RunRequest request, List<ModelRef> order, JsonNode sampling) {
        String level = sessions.find(request.session())
                .flatMap(session -> session.setting("thinkingLevel"))
                .orElse(null);
        boolean thinks = models.find(order.getFirst()).filter(Model::reasoning).isPresent();
        if (!thinks || ThinkingLevel.effort(level) == null || (sampling != null && sampling.has("reasoning_effort"))) {
            return sampling;
        }
        ObjectNode fields = sampling instanceof ObjectNode own ? own.deepCopy() : Json.object();
        return fields.put("reasoning_effort", ThinkingLevel.effort(level));
    }
}
