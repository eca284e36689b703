package org.openclaw.appliance.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.openclaw.appliance.presence.SystemEvents;
import org.openclaw.appliance.provider.Message;
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
    private final Agents agents;
    private final Sessions sessions;
    private final Models models;
    private final SystemPrompt prompt;
    private final SystemEvents notes;
    private final Compactor compactor;

    TurnContext(
            WarmConversations conversations,
            Agents agents,
            Sessions sessions,
            Models models,
            SystemPrompt prompt,
            SystemEvents notes,
            Compactor compactor) {
        this.conversations = conversations;
        this.agents = agents;
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
        ModelRequest made = made(request, events, notYet);
        if (request.conversation() == null && compactor.isDue(order.getFirst(), made)) {
            run.events().status("memory_flushing");
            compactor.compact(request.session(), order, null, Compactor.Cause.THRESHOLD, run.cancellation());
            made = made(request, events, notYet);
        }
        return made;
    }

    /** What a model would be given of a session's conversation with these messages after it, oldest first. */
    List<Message> conversation(SessionKey key, List<Message> then) {
        List<Message> all =
                new ArrayList<>(conversations.window(key, compactor.summary(key).first(), "", run -> false));
        all.addAll(then);
        return ToolTranscript.repaired(all);
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
        return compacted ? Optional.of(made(request, "", notYet)) : Optional.empty();
    }

    private ModelRequest made(RunRequest request, String events, Predicate<String> notYet) {
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
        return new ModelRequest(system.toString(), messages, offer.tools(), offer.toolChoice(), offer.sampling())
                .withThinking(request.thinking() == null ? thinking(key) : request.thinking());
    }

    private String events(SessionKey key) {
        List<String> waiting = notes.drain(key.toString());
        return waiting.isEmpty() ? "" : "\n# Events since the last turn\n\n- " + String.join("\n- ", waiting) + "\n";
    }

    /** How hard to think: what the session says, else what its agent is set to. */
    private String thinking(SessionKey key) {
        return sessions.find(key)
                .flatMap(session -> session.setting("thinkingLevel"))
                .orElseGet(() -> agents.defaults(key.agentId()).thinkingLevel());
    }
}
