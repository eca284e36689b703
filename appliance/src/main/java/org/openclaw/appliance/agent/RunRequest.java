package org.openclaw.appliance.agent;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import org.openclaw.appliance.provider.Message;
import org.openclaw.appliance.provider.ModelListener;
import org.openclaw.appliance.session.SessionKey;

/**
 * A turn somebody asks for.
 *
 * @param runId names it; the caller's idempotency key
 * @param session whose conversation it continues
 * @param text what the user says; not blank
 * @param owner whether the caller may do what only the owner may: commands that change the session
 * @param commands whether a text that begins with a slash is a command
 * @param queue what it does when the session is busy; null for what the session, its channel or the configuration say
 * @param model an explicit choice of model, or null
 * @param timeout how long it may take once it runs, or null for {@code agents.defaults.timeoutSeconds}
 * @param promptMode how much of the system prompt to give
 * @param extraSystem instructions to add to the system prompt, or null
 * @param conversation the whole conversation, when the caller brings it along; null for the session's own
 * @param offer the caller's tools and sampling fields
 * @param listener hears the answer grow, besides the events, from the turn's thread; null for nobody
 * @param thinking how long to think before answering; null for what the session says, else its agent
 * @param via where its answer goes: {@code <channel>:<place>}; null for clients of the gateway
 */
public record RunRequest(
        String runId,
        SessionKey session,
        String text,
        boolean owner,
        boolean commands,
        QueueMode queue,
        String model,
        Duration timeout,
        PromptMode promptMode,
        String extraSystem,
        List<Message> conversation,
        Offer offer,
        ModelListener listener,
        String thinking,
        String via) {

    /** How much of the system prompt to give. */
    public enum PromptMode {
        FULL,
        /** Without the workspace's files. */
        MINIMAL,
        /** Only what the request adds. */
        NONE
    }

    /** What the caller lets the model use. The components are those of a model request. */
    public record Offer(List<JsonNode> tools, JsonNode toolChoice, JsonNode sampling) {
        public static final Offer NOTHING = new Offer(List.of(), null, null);
    }

    /** A plain message, as a channel or a schedule sends one: commands obeyed, everything else at its default. */
    public static RunRequest message(String runId, SessionKey session, String text, boolean owner) {
        return new RunRequest(
                runId, session, text, owner, true, null, null, null, PromptMode.FULL, null, null, Offer.NOTHING, null, null, null);
    }

    /** @param mode null for the session's own */
    public RunRequest withQueue(QueueMode mode) {
        return new RunRequest(
                runId, session, text, owner, commands, mode, model, timeout, promptMode, extraSystem, conversation, offer,
                listener, thinking, via);
    }

    public RunRequest withoutCommands() {
        return new RunRequest(
                runId, session, text, owner, false, queue, model, timeout, promptMode, extraSystem, conversation, offer,
                listener, thinking, via);
    }

    /** @param chosen null for the session's own */
    public RunRequest withModel(String chosen) {
        return new RunRequest(
                runId, session, text, owner, commands, queue, chosen, timeout, promptMode, extraSystem, conversation,
                offer, listener, thinking, via);
    }

    /** @param limit null for the configured one */
    public RunRequest within(Duration limit) {
        return new RunRequest(
                runId, session, text, owner, commands, queue, model, limit, promptMode, extraSystem, conversation, offer,
                listener, thinking, via);
    }

    public RunRequest withPrompt(PromptMode mode, String extra) {
        return new RunRequest(
                runId, session, text, owner, commands, queue, model, timeout, mode, extra, conversation, offer, listener, thinking, via);
    }

    /** @param messages null for the session's own */
    public RunRequest withConversation(List<Message> messages, Offer offered, ModelListener hears) {
        return new RunRequest(
                runId, session, text, owner, commands, queue, model, timeout, promptMode, extraSystem,
                messages == null ? null : List.copyOf(messages), offered, hears, thinking, via);
    }

    /** @param level one of those {@link #isThinkingLevel} knows; null for the session's own */
    public RunRequest withThinking(String level) {
        return new RunRequest(
                runId, session, text, owner, commands, queue, model, timeout, promptMode, extraSystem, conversation, offer,
                listener, level, via);
    }

    /** @param place where the answer goes: {@code <channel>:<place>} */
    public RunRequest to(String place) {
        return new RunRequest(
                runId, session, text, owner, commands, queue, model, timeout, promptMode, extraSystem, conversation, offer,
                listener, thinking, place);
    }

    /** Whether a text is a command, to be obeyed by the gateway. */
    public static boolean isCommand(String text) {
        return Command.parse(text).isPresent();
    }

    /** Whether a word says how long to think. */
    public static boolean isThinkingLevel(String word) {
        return ThinkingLevel.ALL.contains(word);
    }
}
