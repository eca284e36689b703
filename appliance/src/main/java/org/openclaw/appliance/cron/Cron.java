package org.openclaw.appliance.cron;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.openclaw.appliance.protocol.Event;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.rpc.Events;
import org.openclaw.appliance.store.Store;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * Runs jobs when their time has come: a few at once, each job once at a time. What a run changes is on disk before it begins,
 * so one that is cut off isn't begun again and again. Thread-safe.
 */
final class Cron implements AutoCloseable {

    /** Most runs at once that begin by themselves. */
    static final int MOST_AT_ONCE = 2;

    /** Most runs at once, those that somebody asked for included. */
    static final int MOST_RUNNING = 8;

    private static final TaggedLogger LOG = Logger.tag("cron");

    private final Store store;
    private final Events events;
    private final Clock clock;
    private final Gate gate;
    private final JobWork work;
    private final Announcer announcer;
    private final Alarms alarms;
    private final Executor workers;
    private final Ticker ticker;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, String> running = new HashMap<>();
    private final Map<String, Long> deferred = new HashMap<>();
    private long manualRuns;
    private volatile boolean closed;

    /** The parts of the engine. */
    record Parts(Store store, Events events, Clock clock, Gate gate, JobWork work, Announcer announcer, Alarms alarms) {}

    /**
     * @param uptimeMillis a clock that never jumps
     * @param scheduler runs short, non-blocking tasks
     * @param workers starts a virtual thread per task
     */
    Cron(Parts parts, LongSupplier uptimeMillis, ScheduledExecutorService scheduler, Executor workers) {
        this.store = parts.store();
        this.events = parts.events();
        this.clock = parts.clock();
        this.gate = parts.gate();
        this.work = parts.work();
        this.announcer = parts.announcer();
        this.alarms = parts.alarms();
        this.workers = workers;
        this.ticker = new Ticker(clock, uptimeMillis, scheduler, this::lookSoon);
    }

    /** Mends what the last process left and begins. Blocks on the disk. @param skipMissed whether missed runs aren't made up for */
    void start(boolean skipMissed) {
        List<ObjectNode> unfinished = new ArrayList<>();
        store.write(sql -> {
            unfinished.clear();
            Catchup.afterStart(sql, clock.millis(), skipMissed, unfinished::add);
            return null;
        });
        unfinished.forEach(entry -> LOG.warn("job {}: {}", entry.path("jobId").asText(), entry.path("error").asText()));
        look(false);
    }

    /** Something was changed in the table of jobs. */
    void changed() {
        look(false);
    }

    private void lookSoon(boolean clockWentBack) {
        try {
            workers.execute(() -> look(clockWentBack));
        } catch (RejectedExecutionException e) {
            LOG.debug("the gateway is stopping");
        }
    }

    /** Begins what is due and may begin, and plans the next look. @param clockWentBack whether plans have to be mended first */
    void look(boolean clockWentBack) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            long now = clock.millis();
            if (clockWentBack) {
                LOG.info("the clock was put back; jobs are planned anew");
                store.write(sql -> {
                    Catchup.afterClockWentBack(sql, now);
                    return null;
                });
            }
            String obstacle = gate.obstacle();
            if (obstacle == null) {
                deferred.clear();
                beginDue(now);
            } else if (obstacle.equals(Gate.MEMORY)) {
                defer(now);
            }
            boolean full = running.size() >= MOST_AT_ONCE;
            ticker.plan(full ? Optional.empty() : store.read(JobTable::next), obstacle != null);
        } catch (RuntimeException e) {
            if (closed) {
                return;
            }
            LOG.error(e, "scheduled jobs can't be looked after; the next look is in a minute");
            ticker.plan(Optional.of(clock.millis()), true);
        } finally {
            lock.unlock();
        }
    }

    private void beginDue(long now) {
        int free = MOST_AT_ONCE - running.size();
        if (free <= 0) {
            return;
        }
        for (Job job : store.read(sql -> JobTable.due(sql, now, free))) {
            if (!running.containsKey(job.id())) {
                long next = job.schedule().once() ? 0 : Aftermath.orZero(job.schedule().next(now));
                begin(job.with(job.enabled(), job.state(), next, now), "cron:" + job.id() + ":" + now, false);
            }
        }
    }

    // Told once for each time that had come; the run itself is made up for when there is memory again.
    private void defer(long now) {
        for (Job job : store.read(sql -> JobTable.due(sql, now, MOST_RUNNING))) {
            Long told = deferred.put(job.id(), job.nextRunAt());
            if (told == null || told != job.nextRunAt()) {
                ObjectNode entry = RunResult.skipped(Gate.MEMORY).entry(job, "deferred:" + job.id() + ":" + now, now, now);
                store.write(sql -> {
                    RunLog.add(sql, entry);
                    return null;
                });
                publish("finished", job, entry);
            }
        }
    }

    private void begin(Job job, String runId, boolean manual) {
        // It may have been removed just now.
        if (!store.write(sql -> JobTable.begin(sql, job, runId))) {
            return;
        }
        running.put(job.id(), runId);
        publish("started", job, Json.object().put("runAtMs", job.runningAt()).put("runId", runId));
        try {
            workers.execute(() -> run(job, runId, manual));
        } catch (RejectedExecutionException e) {
            running.remove(job.id());
        }
    }

    private void run(Job job, String runId, boolean manual) {
        RunResult result;
        try {
            result = work.run(job, runId);
            result = announcer.deliver(job, result, runId, job.runningAt(), clock.millis());
        } catch (RuntimeException | Error e) {
            LOG.error(e, "job {} failed", job.id());
            result = RunResult.error("The job failed inside the gateway; `openclaw logs` shows why.", Json.object());
        }
        try {
            finish(job, result, runId, manual);
        } catch (RuntimeException e) {
            LOG.error(e, "the end of job {} could not be stored", job.id());
        } finally {
            lock.lock();
            try {
                running.remove(job.id());
            } finally {
                lock.unlock();
            }
            look(false);
        }
    }

    private void finish(Job started, RunResult result, String runId, boolean manual) {
        // Cut off by the gateway's own end: the next start sees that it was running.
        if (!result.ok() && (closed || gate.stopping())) {
            return;
        }
        long now = clock.millis();
        ObjectNode entry = result.entry(started, runId, started.runningAt(), now);
        Optional<Job> before = store.read(sql -> JobTable.find(sql, started.id()));
        Optional<Job> after = store.write(sql -> JobTable.find(sql, started.id()).map(job -> {
            Job settled = Aftermath.of(job, result, started.runningAt(), now, manual);
            boolean over = settled.schedule().once() && settled.nextRunAt() == 0 && result.completion().equals("succeeded")
                    && settled.deletedAfterRun();
            if (over) {
                JobTable.delete(sql, job.id());
            } else {
                JobTable.update(sql, settled);
            }
            if (settled.nextRunAt() > 0) {
                entry.put("nextRunAtMs", settled.nextRunAt());
            }
            RunLog.add(sql, entry);
            return settled;
        }));
        LOG.info("job {} {} in {} ms{}", started.id(), result.status(), now - started.runningAt(), result.error() == null ? "" : ": " + result.error());
        publish("finished", after.orElse(started), entry);
        if (after.isPresent() && alarms.look(before.orElse(started), after.get(), result, entry, now)) {
            store.write(sql -> JobTable.find(sql, started.id()).map(job -> {
                JobTable.update(sql, job.with(job.enabled(), after.get().state(), job.nextRunAt(), job.runningAt()));
                return job;
            }));
        }
    }

    /** What came of the wish to run a job now. */
    sealed interface Wish {

        /** It runs. */
        record Begun(String runId) implements Wish {}

        /** It doesn't. @param reason {@code already-running}, {@code not-due}, {@code disabled} or {@code busy} */
        record Not(String reason) implements Wish {}
    }

    /** Runs a job now, whatever its plan. */
    Wish runNow(Job wanted) {
        lock.lock();
        try {
            if (running.containsKey(wanted.id())) {
                return new Wish.Not("already-running");
            }
            if (closed || running.size() >= MOST_RUNNING) {
                return new Wish.Not("busy");
            }
            long now = clock.millis();
            String runId = "manual:" + wanted.id() + ":" + now + ":" + ++manualRuns;
            begin(wanted.with(wanted.enabled(), wanted.state(), wanted.nextRunAt(), now), runId, true);
            return new Wish.Begun(runId);
        } finally {
            lock.unlock();
        }
    }

    boolean isRunning(String jobId) {
        lock.lock();
        try {
            return running.containsKey(jobId);
        } finally {
            lock.unlock();
        }
    }

    void publish(String action, Job job, ObjectNode more) {
        ObjectNode event = Json.object();
        event.setAll(more);
        event.put("jobId", job.id()).put("action", action);
        if (job.nextRunAt() > 0) {
            event.put("nextRunAtMs", job.nextRunAt());
        }
        event.set("job", job.view());
        events.publish(Event.CRON, event);
    }

    @Override
    public void close() {
        closed = true;
        ticker.close();
    }
}
