package org.openclaw.appliance.agent;

import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.openclaw.appliance.presence.SystemEvents;
import org.openclaw.appliance.protocol.ErrorCode;
import org.openclaw.appliance.protocol.ErrorShape;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.provider.Cancellation;
import org.openclaw.appliance.provider.Message;
import org.openclaw.appliance.provider.ModelRef;
import org.openclaw.appliance.provider.ModelReply;
import org.openclaw.appliance.rpc.Events;
import org.openclaw.appliance.rpc.Lifecycle;
import org.openclaw.appliance.rpc.Lifecycle.Suspension;
import org.openclaw.appliance.session.NewEntry;
import org.openclaw.appliance.session.Run;
import org.openclaw.appliance.session.RunAdmission;
import org.openclaw.appliance.session.RunStatus;
import org.openclaw.appliance.session.SessionKey;
import org.openclaw.appliance.session.Sessions;

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
    private final ActiveRuns active = new ActiveRuns(MOST, MOST_PER_SESSION);
    private final RunEndings endings;
    private final SessionQueue queue;
    private final Freshness freshness;
    private volatile TurnListener listener = TurnListener.NOBODY;

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
            QueueRules rules,
            Freshness freshness,
            SystemEvents notes,
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
        this.endings = new RunEndings(sessions, active);
        this.freshness = freshness;
        this.queue = new SessionQueue(active, sessions, endings, rules, notes, clock);
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
        Optional<Suspension> suspended = lifecycle.workSuspended();
        if (suspended.isPresent()) {
            throw refused(suspended.get());
        }
        SessionKey key = request.session();
        RunEvents told = new RunEvents(events, clock, request.runId(), key.toString(), key.agentId());
        ActiveRun run = new ActiveRun(request, told, clock.millis());
        Optional<ActiveRun> same = active.add(run);
        if (same.isPresent()) {
            awaitRecorded(same.get());
            return new Admission.InFlight(same.get());
        }
        try {
            return admit(run);
        } catch (ProtocolException | RuntimeException e) {
            active.remove(run);
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
        Optional<Command> command = request.commands() ? Command.parse(request.text()) : Optional.empty();
        if (command.isPresent()) {
            commands.check(command.get(), request);
        }
        boolean alone = active.of(request.session()).size() == 1;
        QueueMode mode = command.isPresent() || alone ? QueueMode.LANE : queue.enter(run);
        if (mode == QueueMode.INTERRUPT || command.filter(Command::endsTurns).isPresent()) {
            endOthers(run, command.isPresent() ? "stop" : "interrupt");
        }
        command.ifPresent(known -> commands.before(known, request));
        if (alone && sessions.find(request.session()).filter(freshness::isOver).isPresent()) {
            sessions.reset(request.session(), "reset");
        }
        // "/new and a question" starts afresh with the question.
        String text = command.map(Command::question).filter(question -> !question.isEmpty()).orElse(null);
        boolean answered = command.isPresent() && text == null;
        run.events().status("preparing_workspace");
        run.events().status("preparing_context");
        NewEntry user = Conversation.user(
                request.runId(), text == null ? request.text() : text, answered, clock.millis());
        return switch (sessions.beginRun(request.runId(), request.session(), user, !alone && !answered)) {
            case RunAdmission.Duplicate(Run known) -> finished(run, known);
            case RunAdmission.Started started -> {
                run.recorded(started.session().sessionId());
                announce(run, command);
                if (answered) {
                    workers.execute(() -> answer(run, command.get()));
                } else {
                    lanes.submit(request.session(), done -> execute(run, done));
                    if (mode == QueueMode.STEER) {
                        queue.steer(run);
                    }
                }
                yield new Admission.Accepted(run);
            }
        };
    }

    private void announce(ActiveRun run, Optional<Command> command) {
        TurnListener hears = listener;
        hears.received(run.request(), command.map(known -> known.name().word()).orElse(null));
        run.outcome().thenAccept(outcome -> hears.ended(run.request(), outcome));
    }

    /** Lets somebody hear what is said from now on; null for nobody. */
    public void listen(TurnListener wanted) {
        listener = wanted == null ? TurnListener.NOBODY : wanted;
    }

    private Admission finished(ActiveRun run, Run known) {
        active.remove(run);
        run.recorded().complete(null);
        return new Admission.Finished(known);
    }

    private void refuseWhenFull(SessionKey key) throws ProtocolException {
        if (active.tooMany(key)) {
            throw busy("too many messages wait for an answer; retry shortly");
        }
    }

    private static ProtocolException refused(Suspension why) {
        ErrorShape error = ErrorShape.of(ErrorCode.UNAVAILABLE, why.reason());
        return new ProtocolException(why.retryAfterMillis() > 0 ? error.retryAfter(why.retryAfterMillis()) : error);
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
                run.steeredBy(() -> queue.takeSteered(run));
                queue.collect(run);
                RunOutcome outcome = loop.run(run, active::waits);
                long ended = System.nanoTime();
                endings.settle(run, outcome);
                loop.tellTimes(run, outcome, System.nanoTime() - ended);
            }
        } catch (RejectedExecutionException e) {
            giveUp(run);
        } finally {
            run.afterwards().run();
        }
    }

    private void giveUp(ActiveRun run) {
        endings.settle(run, loop.abandoned(run));
    }

    private void supervise(ActiveRun run, Runnable done) {
        Future<?> deadline = scheduler.schedule(
                () -> run.abort(Cancellation.Reason.DEADLINE, "timeout"),
                limit(run.request()).toMillis(),
                TimeUnit.MILLISECONDS);
        Runnable forgetGrace = run.cancellation().onCancel(() -> scheduler.schedule(
                () -> workers.execute(() -> giveUp(run)), grace.toMillis(), TimeUnit.MILLISECONDS));
        run.afterwards(() -> {
            deadline.cancel(false);
            forgetGrace.run();
            done.run();
        });
    }

    private Duration limit(RunRequest request) {
        Duration limit = request.timeout() != null
                ? request.timeout()
                : Duration.ofSeconds(agents.number(request.session().agentId(), "timeoutSeconds", TIMEOUT_SECONDS));
        return limit.compareTo(LONGEST) > 0 ? LONGEST : limit;
    }

    private void answer(ActiveRun run, Command command) {
        run.started(clock.millis());
        try {
            endings.settle(run, obey(run, command));
        } catch (RuntimeException | Error e) {
            // A full disk, say: the caller waits for an end all the same.
            endings.settle(run, loop.broken(run, e));
        }
    }

    private RunOutcome obey(ActiveRun run, Command command) {
        run.events().started(run.startedAt());
        sessions.runStarted(run.id());
        String text = commands.answer(command, run.request(), run.cancellation());
        run.events().complete(text);
        return new RunOutcome(
                RunStatus.DONE, text, List.of(), null, new ModelRef("openclaw", Conversation.GATEWAY_MODEL),
                ModelReply.Usage.NONE, "stop", null, null, 0, run.startedAt(), clock.millis());
    }

    /** A turn that hasn't ended. */
    public Optional<ActiveRun> find(String runId) {
        return active.find(runId);
    }

    /** A session's turns that haven't ended, in no particular order. */
    public List<ActiveRun> of(SessionKey key) {
        return active.of(key);
    }

    /** What a model would be given of a session's conversation, oldest first, with more after it: results of its tools. */
    public List<Message> conversation(SessionKey key, List<Message> then) {
        return loop.conversation(key, then);
    }

    /** How many turns haven't ended. */
    public int count() {
        return active.count();
    }

    /** What is known of a run that has ended. */
    public Optional<Run> stored(String runId) {
        return sessions.run(runId).filter(run -> run.status().ended());
    }

    /** Tells a turn to end; one that still waits for its turn ends when it comes. @param by the stop reason to report */
    public void abort(ActiveRun run, String by) {
        run.abort(Cancellation.Reason.REQUESTED, by);
        if (run.startedAt() == 0 && run.recorded().isDone()) {
            workers.execute(() -> giveUp(run));
        }
    }

    private void endOthers(ActiveRun run, String by) {
        List<ActiveRun> others =
                of(run.request().session()).stream().filter(other -> other != run).toList();
        others.forEach(other -> abort(other, by));
        RunEndings.await(others, grace.multipliedBy(2));
    }

    /**
     * Ends turns so that no more than so many go on, the youngest first; what they have said so far is kept. Turns that still
     * wait go on waiting.
     *
     * @return how many were told to end
     */
    public int endAllBut(int most, String by) {
        List<ActiveRun> youngestFirst = active.all().stream()
                .filter(run -> run.startedAt() > 0)
                .sorted(Comparator.comparingLong(ActiveRun::startedAt).reversed())
                .toList();
        List<ActiveRun> ended = youngestFirst.subList(0, Math.max(0, youngestFirst.size() - most));
        ended.forEach(run -> abort(run, by));
        return ended.size();
    }

    /**
     * Tells in each session that its turn was cut off when the gateway last stopped, and goes on in main ones. Once, at start.
     *
     * @param others tells of a run's id whether somebody else takes care of it
     */
    public void reportInterrupted(Predicate<String> others) {
        if (!sessions.interruptedRuns().isEmpty()) {
            new Recovery(sessions, this, clock).begin(others);
        }
    }

    /** What {@code /approve} does from now on. */
    public void approvals(ApprovalCommand command) {
        commands.approvals(command);
    }

    /** What a model would be given of a session's conversation now, oldest first. */
    public List<Message> conversation(SessionKey key) {
        return loop.conversation(key, active::waits);
    }

    /** How many of them wait for their turn. */
    public int waiting() {
        return (int) active.all().stream().filter(run -> run.startedAt() == 0).count();
    }

    /** Waits until no turn is left, or the time is over. @return whether none is */
    public boolean awaitIdle(Duration patience) {
        return RunEndings.ended(active.all(), patience);
    }

    /** Ends every turn and waits until that is on disk, or the time is over. */
    public void stop(Duration patience) {
        List<ActiveRun> running = active.all();
        running.forEach(run -> run.abort(Cancellation.Reason.SHUTDOWN, "shutdown"));
        running.stream()
                .filter(run -> run.startedAt() == 0)
                .forEach(run -> workers.execute(() -> giveUp(run)));
        RunEndings.await(running, patience);
    }

    /** How busy this is at the moment. */
    Lanes.Load load() {
        return lanes.load();
    }

    private int atOnce() {
        int wanted = Math.min(MOST_AT_ONCE, agents.number(null, "maxConcurrent", AT_ONCE));
        return lifecycle.workSuspended().isPresent() ? 1 : wanted;
    }
}
