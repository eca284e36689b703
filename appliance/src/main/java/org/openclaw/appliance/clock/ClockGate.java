package org.openclaw.appliance.clock;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.openclaw.appliance.protocol.Json;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * Holds work that goes by the clock until the clock can be believed. A board without a clock battery starts in the past; jobs
 * that ran then would run at the wrong time, and again when the clock leaps. The gate opens once the clock follows a time
 * source, or at once where nothing speaks against the clock, and after {@link #PATIENCE} in any case: a board without a
 * network has to work too. It never closes again. Thread-safe; has a timer only while it is in doubt.
 */
public final class ClockGate implements AutoCloseable {

    /** How long work is held at most. */
    public static final Duration PATIENCE = Duration.ofMinutes(3);

    /** A machine that has been up so long has had time to find a time server; waiting longer gains nothing. */
    static final Duration SETTLED = Duration.ofMinutes(10);

    private static final Duration QUICK_PACE = Duration.ofSeconds(5);
    private static final Duration SLOW_PACE = Duration.ofMinutes(5);
    private static final long NOTABLE_LEAP_SECONDS = 60;
    private static final TaggedLogger LOG = Logger.tag("gateway/clock");

    private final WallClock wall;
    private final ScheduledExecutorService scheduler;
    private final Executor workers;
    private final Duration pace;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Runnable> held = new ArrayList<>();
    private final Instant begunWall;
    private final long begunNanos;
    private volatile ClockState state = ClockState.UNKNOWN;
    private volatile boolean open;
    private Future<?> next;
    private boolean closed;

    /**
     * @param workers runs what may take a while: asking the system, and the work that was held
     */
    public ClockGate(WallClock wall, ScheduledExecutorService scheduler, Executor workers) {
        this(wall, scheduler, workers, QUICK_PACE);
    }

    /** @param pace between two looks while work is held */
    ClockGate(WallClock wall, ScheduledExecutorService scheduler, Executor workers, Duration pace) {
        this.wall = wall;
        this.scheduler = scheduler;
        this.workers = workers;
        this.pace = pace;
        this.begunWall = wall.now();
        this.begunNanos = wall.nanos();
    }

    /** Takes a first look; doesn't wait for it. */
    public void begin() {
        workers.execute(this::look);
    }

    /** Whether work that goes by the clock may be done. */
    public boolean isOpen() {
        return open;
    }

    /** Runs a task once the gate is open: at once on this thread if it is, else later on another one. */
    public void whenOpen(Runnable task) {
        lock.lock();
        try {
            if (!open) {
                held.add(task);
                return;
            }
        } finally {
            lock.unlock();
        }
        task.run();
    }

    /** What is known of the clock now. */
    public ClockState state() {
        return wall.isCertainlyWrong() ? ClockState.WRONG : state;
    }

    /** Why the clock may be wrong and what to do, in a sentence; empty where nothing speaks against it. */
    public Optional<String> doubt() {
        return wall.doubt(state());
    }

    /** {@code state}, {@code holdsWork}, and {@code doubt} where there is one. */
    public ObjectNode json() {
        ObjectNode json = Json.object().put("state", state().wireName()).put("holdsWork", !open);
        doubt().ifPresent(sentence -> json.put("doubt", sentence));
        return json;
    }

    private void look() {
        ClockState before = state;
        ClockState seen = wall.look();
        state = seen;
        if (seen.isDoubtful()) {
            if (hasWaited(seen)) {
                open("; it goes by a clock that may be wrong");
            } else if (!open && before != seen) {
                LOG.warn("{} Scheduled work waits for the right time, at most {} minutes.", doubt().orElse(""), PATIENCE.toMinutes());
            }
            again(open ? SLOW_PACE : pace);
        } else {
            if (before.isDoubtful()) {
                LOG.info("the clock can be believed now{}", leap());
            }
            open("");
        }
    }

    // A clock that is certainly wrong is waited for even on a machine that has been up for long.
    private boolean hasWaited(ClockState seen) {
        return elapsed().compareTo(PATIENCE) >= 0
                || seen == ClockState.UNSYNCHRONISED && wall.machineUptime().compareTo(SETTLED) >= 0;
    }

    private Duration elapsed() {
        return Duration.ofNanos(wall.nanos() - begunNanos);
    }

    /** How far the clock was set forward or back since the start, told where that is worth telling. */
    private String leap() {
        long seconds = Duration.between(begunWall.plus(elapsed()), wall.now()).toSeconds();
        return Math.abs(seconds) < NOTABLE_LEAP_SECONDS
                ? ""
                : "; the clock was " + Math.abs(seconds) + " s " + (seconds > 0 ? "slow" : "fast") + " at the start";
    }

    private void open(String remark) {
        List<Runnable> released;
        lock.lock();
        try {
            if (open || closed) {
                return;
            }
            open = true;
            released = List.copyOf(held);
            held.clear();
            if (!remark.isEmpty()) {
                LOG.warn("scheduled work is no longer held{}", remark);
            }
        } finally {
            lock.unlock();
        }
        released.forEach(workers::execute);
    }

    private void again(Duration pause) {
        lock.lock();
        try {
            if (!closed) {
                next = scheduler.schedule(() -> workers.execute(this::look), pause.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (RejectedExecutionException e) {
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    /** Runs nothing more; what is held stays undone. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            held.clear();
            if (next != null) {
                next.cancel(false);
            }
        } finally {
            lock.unlock();
        }
    }
}
