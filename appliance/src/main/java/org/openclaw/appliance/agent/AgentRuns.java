package org.openclaw.appliance.agent;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.openclaw.appliance.protocol.ErrorCode;
import org.openclaw.appliance.protocol.ErrorShape;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.provider.Cancellation;
import org.openclaw.appliance.provider.ModelRef;
import org.openclaw.appliance.provider.ModelReply;
import org.openclaw.appliance.rpc.Events;
import org.openclaw.appliance.rpc.Lifecycle;
import org.openclaw.appliance.session.NewEntry;
import org.openclaw.appliance.session.Run;
import org.openclaw.appliance.session.RunAdmission;
import org.openclaw.appliance.session.RunEnd;
import org.openclaw.appliance.session.RunStatus;
import org.openclaw.appliance.session.SessionKey;
import org.openclaw.appliance.session.Sessions;
import org.openclaw.appliance.session.TokenUsage;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * All turns of all agents: at most one at a time per session, a bounded number at once, each with a deadline. A message is
 * on disk before {@link #start} returns, and every accepted turn ends in an outcome that is on disk too. Thread-safe.
 */
public final class AgentRuns {

    /** Most turns accepted and not ended, over all sessions. */
    public static final int MOST = 256;

    /** Most turns accepted and not ended in one session. */
    public static final int MOST_PER_SESSION = 32;

    private static final int AT_ONCE = 8;
    private static final int MOST_AT_ONCE = 64;
    private static final int TIMEOUT_SECONDS = 600;
    private static final long RETRY_MILLIS = 2_000;
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final TaggedLogger LOG = Logger.tag("agent/run");

    private final Agents agents;
    private final Sessions sessions;
    private final Events events;
    private final Lifecycle lifecycle;
    private final AgentLoop loop;
    private final Commands commands;
    private final ScheduledExecutorService scheduler;
    private final Executor workers;
    private final Duration grace;
    private final Clock clock;
    private final Lanes lanes;
    private final ConcurrentMap<String, ActiveRun> active = new ConcurrentHashMap<>();

    /**
     * @param scheduler runs short, non-blocking tasks
     * @param workers starts a virtual thread per task
     * @param grace how long a turn that was told to end may take to do so before its lane goes to the next one
     */
    AgentRuns(
            Agents agents,
            Sessions sessions,
            Events events,
            Lifecycle lifecycle,
            AgentLoop loop,
            Commands commands,
            ScheduledExecutorService scheduler,
            Executor workers,
            Duration grace) {
        this.agents = agents;
        this.sessions = sessions;
        this.events = events;
        this.lifecycle = lifecycle;
        this.loop = loop;
        this.commands = commands;
        this.scheduler = scheduler;
        this.workers = workers;
        this.grace = grace;
        this.clock = lifecycle.clock();
        this.lanes = new Lanes(workers, this::atOnce);
    }

    /**
     * Records the message and queues the turn. A repetition of a known run id starts nothing.
     *
     * @throws ProtocolException when the gateway stops, too much is queued, or the caller may not
     */
    public Admission start(RunRequest request) throws ProtocolException {
        if (lifecycle.state() == Lifecycle.State.DRAINING) {
            throw busy("the gateway is stopping; send the message again once it is back");
        }
        SessionKey key = request.session();
        RunEvents told = new RunEvents(events, clock, request.runId(), key.toString(), key.agentId());
        ActiveRun run = new ActiveRun(request, told, clock.millis());
        ActiveRun same = active.putIfAbsent(request.runId(), run);
        if (same != null) {
            awaitRecorded(same);
            return new Admission.InFlight(same);
        }
        try {
            return admit(run);
        } catch (ProtocolException | RuntimeException e) {
            active.remove(request.runId(), run);
            run.recorded().completeExceptionally(e);
            throw e;
        }
    }

    private Admission admit(ActiveRun run) throws ProtocolException {
        RunRequest request = run.request();
        Optional<Run> before = sessions.run(request.runId());
        if (before.isPresent()) {
            return finished(run, before.get());
        }
        refuseWhenFull(request.session());
        Optional<Commands.Command> command = request.commands() ? Commands.parse(request.text()) : Optional.empty();
        if (command.isPresent()) {
            commands.check(command.get(), request);
        }
        if (request.interrupt() || command.filter(Commands.Command::endsTurns).isPresent()) {
            endOthers(run, command.isPresent() ? "stop" : "interrupt");
        }
        command.ifPresent(known -> commands.before(known, request));
        // "/new and a question" starts afresh with the question.
        String text = command.map(Commands.Command::question).filter(question -> !question.isEmpty()).orElse(null);
        boolean answered = command.isPresent() && text == null;
        run.events().status("preparing_workspace");
        run.events().status("preparing_context");
        NewEntry user = Conversation.user(
                request.runId(), text == null ? request.text() : text, answered, clock.millis());
        return switch (sessions.beginRun(request.runId(), request.session(), user)) {
            case RunAdmission.Duplicate(Run known) -> finished(run, known);
            case RunAdmission.Started started -> {
                run.recorded(started.session().sessionId());
                if (answered) {
                    workers.execute(() -> answer(run, command.get()));
                } else {
                    lanes.submit(request.session(), done -> execute(run, done));
                }
                yield new Admission.Accepted(run);
            }
        };
    }

    private Admission finished(ActiveRun run, Run known) {
        active.remove(run.id(), run);
        run.recorded().complete(null);
        return new Admission.Finished(known);
    }

    private void refuseWhenFull(SessionKey key) throws ProtocolException {
        long inSession = active.values().stream().filter(run -> run.request().session().equals(key)).count();
        if (active.size() > MOST || inSession > MOST_PER_SESSION) {
            throw busy("too many messages wait for an answer; retry shortly");
        }
    }

    private static ProtocolException busy(String message) {
        return new ProtocolException(ErrorShape.of(ErrorCode.UNAVAILABLE, message).retryAfter(RETRY_MILLIS));
    }

    // An answer to a repetition must mean the same as one to the original: the message is on disk.
    private static void awaitRecorded(ActiveRun run) throws ProtocolException {
        try {
            run.recorded().get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ProtocolException refused ? refused : busy("the message could not be stored; retry");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw busy("the gateway is stopping");
        }
    }

    private void execute(ActiveRun run, Runnable done) {
        run.afterwards(done);
        try {
            // Aborted while it waited: its end is recorded already.
            if (!run.settled()) {
                supervise(run, done);
                settle(run, loop.run(run, this::waits));
            }
        } catch (RejectedExecutionException e) {
            settle(run, loop.abandoned(run));
        } finally {
            run.afterwards().run();
        }
    }

    private void supervise(ActiveRun run, Runnable done) {
        Future<?> deadline = scheduler.schedule(
                () -> run.abort(Cancellation.Reason.DEADLINE, "timeout"),
                limit(run.request()).toMillis(),
                TimeUnit.MILLISECONDS);
        Runnable forgetGrace = run.cancellation().onCancel(() -> scheduler.schedule(
                () -> workers.execute(() -> settle(run, loop.abandoned(run))), grace.toMillis(), TimeUnit.MILLISECONDS));
        run.afterwards(() -> {
            deadline.cancel(false);
            forgetGrace.run();
            done.run();
        });
    }

    private boolean waits(String runId) {
        ActiveRun run = active.get(runId);
        return run != null && run.startedAt() == 0;
    }

    private Duration limit(RunRequest request) {
        Duration limit = request.timeout() != null
                ? request.timeout()
                : Duration.ofSeconds(agents.number(request.session().agentId(), "timeoutSeconds", TIMEOUT_SECONDS));
        return limit.compareTo(LONGEST) > 0 ? LONGEST : limit;
    }

    private void answer(ActiveRun run, Commands.Command command) {
        long now = clock.millis();
        run.started(now);
        run.events().started(now);
        sessions.runStarted(run.id());
        String text = commands.answer(command, run.request());
        run.events().complete(text);
        settle(run, new RunOutcome(
                RunStatus.DONE, text, List.of(), null, new ModelRef("openclaw", Conversation.GATEWAY_MODEL),
                ModelReply.Usage.NONE, "stop", null, null, 0, now, clock.millis()));
    }

    /** Records and tells the end, once, whoever comes first: the turn itself or the one who lost patience with it. */
    private void settle(ActiveRun run, RunOutcome outcome) {
        if (!run.settle()) {
            return;
        }
        try {
            run.events().finishing(outcome);
            record(run, outcome);
        } catch (RuntimeException e) {
            LOG.error(e, "the end of run {} could not be stored", run.id());
            run.events().end(outcome);
        } finally {
            active.remove(run.id(), run);
            run.afterwards().run();
            run.outcome().complete(outcome);
        }
    }

    private void record(ActiveRun run, RunOutcome outcome) {
        boolean command = outcome.model() != null && outcome.model().model().equals(Conversation.GATEWAY_MODEL);
        List<NewEntry> entries = command
                ? List.of(Conversation.notice(run.id(), outcome.text(), true, outcome.endedAt()))
                : Conversation.answer(run.id(), outcome);
        ModelReply.Usage usage = outcome.usage();
        boolean counted = outcome.model() != null && !command;
        TokenUsage tokens = new TokenUsage(
                usage.input(), usage.output(), usage.cacheRead(), usage.cacheWrite(), usage.total(),
                counted ? outcome.model().provider() : null, counted ? outcome.model().model() : null);
        RunEnd end = new RunEnd(
                outcome.status(), outcome.error(), outcome.payload(run.id(), run.sessionId()), entries, tokens);
        sessions.finishRun(run.id(), end, () -> run.events().end(outcome));
    }

    /** A turn that hasn't ended. */
    public Optional<ActiveRun> find(String runId) {
        return Optional.ofNullable(active.get(runId));
    }

    /** A session's turns that haven't ended, in no particular order. */
    public List<ActiveRun> of(SessionKey key) {
        return active.values().stream().filter(run -> run.request().session().equals(key)).toList();
    }

    /** How many turns haven't ended. */
    public int count() {
        return active.size();
    }

    /** What is known of a run that has ended. */
    public Optional<Run> stored(String runId) {
        return sessions.run(runId).filter(run -> run.status().ended());
    }

    /** Tells a turn to end; one that still waits for its turn ends when it comes. @param by the stop reason to report */
    public void abort(ActiveRun run, String by) {
        run.abort(Cancellation.Reason.REQUESTED, by);
        if (run.startedAt() == 0 && run.recorded().isDone()) {
            workers.execute(() -> settle(run, loop.abandoned(run)));
        }
    }

    private void endOthers(ActiveRun run, String by) {
        List<ActiveRun> others =
                of(run.request().session()).stream().filter(other -> other != run).toList();
        others.forEach(other -> abort(other, by));
        awaitAll(others, grace.multipliedBy(2));
    }

    /** Tells in each session that its turn was cut off when the gateway last stopped. Once, at start. */
    public void reportInterrupted() {
        for (Run run : sessions.interruptedRuns()) {
            sessions.append(run.key(), Conversation.notice(
                    run.id(),
                    "The gateway stopped before it could finish the answer to your last message. Please send it again.",
                    true,
                    clock.millis()));
        }
    }

    /** Ends every turn and waits until that is on disk, or the time is over. */
    public void stop(Duration patience) {
        List<ActiveRun> running = List.copyOf(active.values());
        running.forEach(run -> run.abort(Cancellation.Reason.SHUTDOWN, "shutdown"));
        running.stream()
                .filter(run -> run.startedAt() == 0)
                .forEach(run -> workers.execute(() -> settle(run, loop.abandoned(run))));
        awaitAll(running, patience);
    }

    private static void awaitAll(List<ActiveRun> runs, Duration patience) {
        try {
            CompletableFuture.allOf(runs.stream().map(ActiveRun::outcome).toArray(CompletableFuture<?>[]::new))
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("{} turns did not end in time", runs.stream().filter(run -> !run.outcome().isDone()).count());
        }
    }

    private int atOnce() {
        return Math.min(MOST_AT_ONCE, agents.number(null, "maxConcurrent", AT_ONCE));
    }
}
