package org.openclaw.appliance.cron;

import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The one timer of all jobs. Jobs go by the wall clock, which may be set at any time, and timers don't; so while a job is
 * planned the clock is looked at once a minute, without touching the disk. Without one there is no timer. Thread-safe.
 */
final class Ticker implements AutoCloseable {

    private static final long LONGEST_MILLIS = 60_000;
    private static final long HELD_MILLIS = 30_000;
    private static final long TOLERANCE_MILLIS = 5_000;

    /** Wants a look at the jobs. Must not block. */
    @FunctionalInterface
    interface Look {
        void wanted(boolean clockWentBack);
    }

    private final Clock clock;
    private final LongSupplier uptimeMillis;
    private final ScheduledExecutorService scheduler;
    private final Look look;
    private Future<?> timer;
    private long next;
    private long wallBefore;
    private long uptimeBefore;
    private boolean closed;

    Ticker(Clock clock, LongSupplier uptimeMillis, ScheduledExecutorService scheduler, Look look) {
        this.clock = clock;
        this.uptimeMillis = uptimeMillis;
        this.scheduler = scheduler;
        this.look = look;
        this.wallBefore = clock.millis();
        this.uptimeBefore = uptimeMillis.getAsLong();
    }

    /** @param first when the first job is due; empty where none is planned @param held whether nothing may begin now */
    synchronized void plan(Optional<Long> first, boolean held) {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
        if (closed || first.isEmpty()) {
            return;
        }
        next = first.get();
        arm(held ? HELD_MILLIS : 0);
    }

    private void arm(long least) {
        long delay = Math.max(least, Math.clamp(next - clock.millis(), 0, LONGEST_MILLIS));
        timer = scheduler.schedule(this::tick, delay, TimeUnit.MILLISECONDS);
    }

    private synchronized void tick() {
        if (closed) {
            return;
        }
        boolean back = clockWentBack();
        if (back || clock.millis() >= next) {
            look.wanted(back);
        } else {
            arm(0);
        }
    }

    private boolean clockWentBack() {
        long wall = clock.millis();
        long uptime = uptimeMillis.getAsLong();
        boolean back = wall - wallBefore < uptime - uptimeBefore - TOLERANCE_MILLIS;
        wallBefore = wall;
        uptimeBefore = uptime;
        return back;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
