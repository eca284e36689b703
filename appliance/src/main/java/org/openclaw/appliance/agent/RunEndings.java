package org.openclaw.appliance.agent;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.openclaw.appliance.provider.ModelReply;
import org.openclaw.appliance.session.NewEntry;
import org.openclaw.appliance.session.RunEnd;
import org.openclaw.appliance.session.Sessions;
import org.openclaw.appliance.session.TokenUsage;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/** How turns end: recorded first, then told, each exactly once. Thread-safe; blocks on the disk. */
final class RunEndings {

    private static final TaggedLogger LOG = Logger.tag("agent/run");

    private final Sessions sessions;
    private final ActiveRuns active;

    RunEndings(Sessions sessions, ActiveRuns active) {
        this.sessions = sessions;
        this.active = active;
    }

    /** Records and tells the end, once, whoever comes first: the turn itself or the one who lost patience with it. */
    void settle(ActiveRun run, RunOutcome outcome) {
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
            active.remove(run);
            run.afterwards().run();
            run.outcome().complete(outcome);
        }
    }

    private void record(ActiveRun run, RunOutcome outcome) {
        boolean command = outcome.model() != null && outcome.model().model().equals(Conversation.GATEWAY_MODEL);
        List<NewEntry> entries = command
                ? List.of(Conversation.notice(run.id(), outcome.text(), true, outcome.endedAt()))
                : Conversation.answer(run.id(), outcome);
        RunEnd end = new RunEnd(
                outcome.status(),
                outcome.error(),
                outcome.payload(run.id(), run.sessionId()),
                entries,
                tokens(outcome, outcome.model() != null && !command));
        sessions.finishRun(run.id(), end, () -> run.events().end(outcome));
    }

    private static TokenUsage tokens(RunOutcome outcome, boolean ofModel) {
        ModelReply.Usage usage = outcome.usage();
        return new TokenUsage(
                usage.input(),
                usage.output(),
                usage.cacheRead(),
                usage.cacheWrite(),
                outcome.tooling().contextUsed(),
                ofModel ? outcome.model().provider() : null,
                ofModel ? outcome.model().model() : null);
    }

    /** Waits until all have ended, or the time is over. */
    static void await(List<ActiveRun> runs, Duration patience) {
        if (!ended(runs, patience)) {
            LOG.warn("{} turns did not end in time", runs.stream().filter(run -> !run.outcome().isDone()).count());
        }
    }

    /** As {@link #await}. @return whether all have ended */
    static boolean ended(List<ActiveRun> runs, Duration patience) {
        try {
            CompletableFuture.allOf(runs.stream().map(ActiveRun::outcome).toArray(CompletableFuture<?>[]::new))
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }
}
