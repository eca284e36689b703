package org.openclaw.appliance.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.session.Run;
import org.openclaw.appliance.session.RunStatus;

/** Those who wait for the end of a run. Waiting holds no thread. Thread-safe; bounded. */
public final class RunWaits {

    /** Most waiting at once. */
    public static final int MOST = 256;

    /** Most waiting at once for one connection. */
    public static final int MOST_PER_CONNECTION = 32;

    private static final long LONGEST_MILLIS = 86_400_000;

    private final AgentRuns runs;
    private final ScheduledExecutorService scheduler;
    private final Executor workers;
    private final AtomicInteger waiting = new AtomicInteger();
    private final Map<String, Integer> perConnection = new ConcurrentHashMap<>();

    RunWaits(AgentRuns runs, ScheduledExecutorService scheduler, Executor workers) {
        this.runs = runs;
        this.scheduler = scheduler;
        this.workers = workers;
    }

    /**
     * Answers when the run has ended, or after the time; a run nobody knows yet may still begin, so that is waited for, too.
     *
     * @param connection who waits
     * @throws ProtocolException when too many wait
     */
    void await(String connection, String runId, Duration patience, Consumer<ObjectNode> answer) throws ProtocolException {
        Optional<ActiveRun> active = runs.find(runId);
        Optional<Run> ended = active.isPresent() ? Optional.empty() : runs.stored(runId);
        if (ended.isPresent()) {
            answer.accept(describe(ended.get()));
            return;
        }
        boolean many = perConnection.merge(connection, 1, Integer::sum) > MOST_PER_CONNECTION;
        if (waiting.incrementAndGet() > MOST || many) {
            leave(connection);
            throw ProtocolException.unavailable("too many calls wait for runs to end; retry shortly");
        }
        AtomicBoolean answered = new AtomicBoolean();
        Future<?> timer = scheduler.schedule(
                () -> workers.execute(() -> once(connection, answered, () -> answer.accept(late(runId)))),
                Math.min(patience.toMillis(), LONGEST_MILLIS),
                TimeUnit.MILLISECONDS);
        active.ifPresent(run -> run.outcome().thenAccept(outcome -> once(connection, answered, () -> {
            timer.cancel(false);
            answer.accept(describe(runId, outcome));
        })));
    }

    private void leave(String connection) {
        waiting.decrementAndGet();
        perConnection.computeIfPresent(connection, (id, count) -> count > 1 ? count - 1 : null);
    }

    private void once(String connection, AtomicBoolean answered, Runnable action) {
        if (answered.compareAndSet(false, true)) {
            leave(connection);
            action.run();
        }
    }

    private ObjectNode late(String runId) {
        return runs.stored(runId)
                .map(RunWaits::describe)
                .orElseGet(() -> Json.object().put("runId", runId).put("status", "timeout"));
    }

    private static ObjectNode describe(Run run) {
        ObjectNode answer = Json.object()
                .put("runId", run.id())
                .put("status", run.status() == RunStatus.DONE ? "ok" : "error")
                .put("startedAt", run.startedAt())
                .put("endedAt", run.endedAt());
        if (run.result() != null) {
            answer.put("stopReason", run.result().path("result").path("meta").path("stopReason").asText());
        }
        return run.error() == null ? answer : answer.put("error", run.error());
    }

    private static ObjectNode describe(String runId, RunOutcome outcome) {
        ObjectNode answer = Json.object()
                .put("runId", runId)
                .put("status", outcome.ok() ? "ok" : "error")
                .put("startedAt", outcome.startedAt())
                .put("endedAt", outcome.endedAt())
                .put("stopReason", outcome.stopReason());
        return outcome.error() == null ? answer : answer.put("error", outcome.error());
    }
}
