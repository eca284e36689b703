package org.openclaw.appliance.agent;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.openclaw.appliance.presence.SystemEvents;
import org.openclaw.appliance.provider.Cancellation;
import org.openclaw.appliance.provider.Message;
import org.openclaw.appliance.provider.ModelListener;
import org.openclaw.appliance.provider.ModelRef;
import org.openclaw.appliance.provider.ModelReply;
import org.openclaw.appliance.provider.ModelRequest;
import org.openclaw.appliance.provider.Models;
import org.openclaw.appliance.provider.ProviderException;
import org.openclaw.appliance.rpc.Timings;
import org.openclaw.appliance.session.RunStatus;
import org.openclaw.appliance.session.SessionKey;
import org.openclaw.appliance.session.Sessions;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/** One turn from the context to the answer. Thread-safe; blocks until the model has answered. */
final class AgentLoop {

    private static final TaggedLogger LOG = Logger.tag("agent/run");

    private final WarmConversations conversations;
    private final Agents agents;
    private final Sessions sessions;
    private final Models models;
    private final ToolRounds rounds;
    private final SystemPrompt prompt;
    private final SystemEvents notes;
    private final Clock clock;
    private final Timings timings;

    AgentLoop(
            WarmConversations conversations,
            Agents agents,
            Sessions sessions,
            Models models,
            ToolRounds rounds,
            SystemPrompt prompt,
            SystemEvents notes,
            Timings timings,
            Clock clock) {
        this.conversations = conversations;
        this.agents = agents;
        this.sessions = sessions;
        this.models = models;
        this.rounds = rounds;
        this.prompt = prompt;
        this.notes = notes;
        this.timings = timings;
        this.clock = clock;
    }

    /** Runs the turn. Never throws: every failure is an outcome. @param notYet as {@link Conversation#window} wants it */
    RunOutcome run(ActiveRun run, Predicate<String> notYet) {
        run.started(clock.millis());
        try {
            run.events().started(run.startedAt());
            run.events().status("starting_model");
            sessions.runStarted(run.id());
            if (run.cancellation().cancelled()) {
                return abandoned(run);
            }
            RunRequest request = run.request();
            ToolRounds.Completed done = complete(run, request, notYet);
            ModelReply reply = done.reply();
            run.events().complete(reply.text());
            return new RunOutcome(
                    RunStatus.DONE, reply.text(), reply.toolCalls(), run.requested().orElse(reply.model()), reply.model(),
                    done.usage(), reply.stopReason(), null, null, 0, run.startedAt(), clock.millis(),
                    new RunOutcome.Tooling(done.toolNames(), reply.usage().total()));
        } catch (ProviderException e) {
            return failed(run, e);
        } catch (RuntimeException | Error e) {
            return broken(run, e);
        }
    }

    private ToolRounds.Completed complete(ActiveRun run, RunRequest request, Predicate<String> notYet)
            throws ProviderException {
        long begun = timings.now();
        List<ModelRef> order = order(request);
        ModelRequest context = context(request, notYet);
        long asked = timings.now();
        run.times().context(asked - begun);
        return rounds.complete(run, order, context, new Teller(run, asked));
    }

    /** Logs where the time of a turn that has ended went, if that is asked for. @param sendNanos for recording and telling it */
    void tellTimes(ActiveRun run, RunOutcome outcome, long sendNanos) {
        long total = (outcome.endedAt() - run.acceptedAt()) * 1_000_000 + sendNanos;
        timings.tell(total, () -> run.times().line(run, outcome, sendNanos));
    }

    /** How a run ends that met a fault of the gateway's own; lack of memory, too, must not leave its caller waiting. */
    RunOutcome broken(ActiveRun run, Throwable cause) {
        LOG.error(cause, "run {} failed", run.id());
        return failed(run, new ProviderException(
                ProviderException.Kind.UNKNOWN,
                run.model().orElse(null),
                0,
                "The gateway could not finish this turn; `openclaw logs` shows why."));
    }

    private List<ModelRef> order(RunRequest request) {
        String override = request.model() != null
                ? request.model()
                : sessions.find(request.session()).flatMap(session -> session.setting("model")).orElse(null);
        return models.orderFor(request.session().agentId(), override);
    }

    private ModelRequest context(RunRequest request, Predicate<String> notYet) {
        SessionKey key = request.session();
        StringBuilder system = new StringBuilder(prompt.text(key.agentId(), request));
        List<String> waiting = notes.drain(key.toString());
        if (!waiting.isEmpty()) {
            system.append("\n# Events since the last turn\n\n");
            waiting.forEach(note -> system.append("- ").append(note).append('\n'));
        }
        List<Message> messages = request.conversation() != null
                ? request.conversation()
                : ToolTranscript.repaired(conversations.window(key, request.runId(), notYet));
        if (messages.isEmpty()) {
            messages = List.of(new Message.User(request.text()));
        }
        RunRequest.Offer offer = request.offer();
        return new ModelRequest(system.toString(), messages, offer.tools(), offer.toolChoice(), offer.sampling())
                .withThinking(thinking(key));
    }

    private String thinking(SessionKey key) {
        return sessions.find(key)
                .flatMap(session -> session.setting("thinkingLevel"))
                .orElseGet(() -> agents.defaults(key.agentId()).thinkingLevel());
    }

    /** @see AgentRuns#conversation */
    List<Message> conversation(SessionKey key, List<Message> then) {
        List<Message> all = new ArrayList<>(conversations.window(key, "", run -> false));
        all.addAll(then);
        return ToolTranscript.repaired(all);
    }

    /** What a model would be given of a session's conversation now. */
    List<Message> conversation(SessionKey key, Predicate<String> notYet) {
        return ToolTranscript.repaired(conversations.window(key, "", notYet));
    }

    /** How a run ends that didn't get its answer. */
    RunOutcome failed(ActiveRun run, ProviderException e) {
        Cancellation.Reason reason = run.cancellation().reason().orElse(null);
        RunStatus status =
                switch (reason) {
                    case REQUESTED -> RunStatus.KILLED;
                    case DEADLINE -> RunStatus.TIMEOUT;
                    case SHUTDOWN -> RunStatus.INTERRUPTED;
                    case null -> RunStatus.FAILED;
                };
        String error =
                switch (reason) {
                    case REQUESTED -> null;
                    case DEADLINE -> "This turn took longer than allowed and was stopped. Try again, or raise "
                            + "agents.defaults.timeoutSeconds.";
                    case SHUTDOWN -> "The gateway stopped before this turn was finished. Send the message again.";
                    case null -> e.getMessage();
                };
        ModelRef model = e.model() != null ? e.model() : run.model().orElse(null);
        String stopReason = status == RunStatus.FAILED ? "error" : run.abortedBy();
        ProviderException.Kind kind = status == RunStatus.TIMEOUT ? ProviderException.Kind.TIMEOUT : e.kind();
        if (status == RunStatus.FAILED) {
            LOG.warn("run {} failed: {}", run.id(), error);
        }
        return new RunOutcome(
                status, run.text(), List.of(), run.requested().orElse(model), model, ModelReply.Usage.NONE, stopReason, error, kind, e.httpStatus(),
                run.startedAt() == 0 ? run.acceptedAt() : run.startedAt(), clock.millis());
    }

    /** A run that was told to end before it began, or whose provider doesn't come back. */
    RunOutcome abandoned(ActiveRun run) {
        return failed(run, new ProviderException(
                ProviderException.Kind.TIMEOUT, run.model().orElse(null), 0, "The model did not answer."));
    }

    /** Passes the answer's growth on to the run's events and to whoever asked for it. */
    private static final class Teller implements ModelListener {
        private final ActiveRun run;
        private final ModelListener also;
        private final long askedNanos;

        Teller(ActiveRun run, long askedNanos) {
            this.run = run;
            this.askedNanos = askedNanos;
            this.also = run.request().listener();
        }

        @Override
        public void model(ModelRef model) {
            run.answeredBy(model);
            run.events().model(model);
            if (also != null) {
                also.model(model);
            }
        }

        @Override
        public void text(String delta) {
            run.times().firstText(System.nanoTime() - askedNanos);
            run.events().delta(delta);
            if (also != null) {
                also.text(delta);
            }
        }

        @Override
        public void toolCall(int index, String id, String name, String argumentsDelta) {
            if (also != null) {
                also.toolCall(index, id, name, argumentsDelta);
            }
        }

        @Override
        public void retrying(int attempt, int maxAttempts, String reason) {
            run.events().status("starting_model");
            if (also != null) {
                also.retrying(attempt, maxAttempts, reason);
            }
        }
    }
}
