package org.openclaw.appliance.agent;

import java.time.Clock;
import java.util.List;
import java.util.function.Predicate;
import org.openclaw.appliance.provider.Cancellation;
import org.openclaw.appliance.provider.Message;
import org.openclaw.appliance.provider.ModelListener;
import org.openclaw.appliance.provider.ModelRef;
import org.openclaw.appliance.provider.ModelReply;
import org.openclaw.appliance.provider.ModelRequest;
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

    private final Sessions sessions;
    private final TurnContext context;
    private final ToolRounds rounds;
    private final Clock clock;
    private final Timings timings;

    AgentLoop(Sessions sessions, TurnContext context, ToolRounds rounds, Timings timings, Clock clock) {
        this.sessions = sessions;
        this.context = context;
        this.rounds = rounds;
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
            ToolRounds.Completed done = completed(run, notYet);
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

    /** Once more with a shorter conversation, where the model found it too long and hasn't said anything yet. */
    private ToolRounds.Completed completed(ActiveRun run, Predicate<String> notYet) throws ProviderException {
        long begun = timings.now();
        List<ModelRef> order = context.order(run.request());
        ModelRequest request = context.of(run, order, notYet);
        long asked = timings.now();
        run.times().context(asked - begun);
        Teller teller = new Teller(run, asked);
        try {
            return rounds.complete(run, order, request, teller);
        } catch (ProviderException e) {
            boolean again = e.kind() == ProviderException.Kind.CONTEXT_LENGTH
                    && run.text().isEmpty()
                    && !run.cancellation().cancelled();
            ModelRequest shorter = again ? context.shorter(run, order, notYet).orElse(null) : null;
            if (shorter == null) {
                throw e;
            }
            return rounds.complete(run, order, shorter, teller);
        }
    }

    /** @see AgentRuns#conversation */
    List<Message> conversation(SessionKey key, List<Message> then) {
        return context.conversation(key, then);
    }

    /** What a model would be given of a session's conversation now. */
    List<Message> conversation(SessionKey key, Predicate<String> notYet) {
        return context.conversation(key, notYet);
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
