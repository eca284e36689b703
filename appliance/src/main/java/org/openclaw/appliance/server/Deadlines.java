package org.openclaw.appliance.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The same time limit for many things with one scheduled task, and none while nothing waits. Thread-safe.
 *
 * @param <T> what expires; told apart by identity or equality
 */
final class Deadlines<T> {

    private final ScheduledExecutorService scheduler;
    private final long limitNanos;
    private final Consumer<T> expired;
    private final ReentrantLock lock = new ReentrantLock();
    // All limits are equal, so insertion order is expiry order.
    private final Map<T, Long> waiting = new LinkedHashMap<>();
    private boolean scheduled;

    /** @param expired told once per thing, on the scheduler's thread; must not block */
    Deadlines(ScheduledExecutorService scheduler, long limitMillis, Consumer<T> expired) {
        this.scheduler = scheduler;
        this.limitNanos = TimeUnit.MILLISECONDS.toNanos(limitMillis);
        this.expired = expired;
    }

    void add(T thing) {
        lock.lock();
        try {
            waiting.put(thing, System.nanoTime() + limitNanos);
            if (!scheduled) {
                schedule(limitNanos);
            }
        } finally {
            lock.unlock();
        }
    }

    void remove(T thing) {
        lock.lock();
        try {
            waiting.remove(thing);
        } finally {
            lock.unlock();
        }
    }

    private void schedule(long nanos) {
        try {
            scheduler.schedule(this::expire, nanos, TimeUnit.NANOSECONDS);
            scheduled = true;
        } catch (RejectedExecutionException e) {
            // The process is stopping; whatever waits ends with it.
            scheduled = false;
        }
    }

    private void expire() {
        due().forEach(expired);
    }

    private List<T> due() {
        List<T> due = new ArrayList<>();
        lock.lock();
        try {
            scheduled = false;
            var entries = waiting.entrySet().iterator();
            while (entries.hasNext()) {
                var entry = entries.next();
                long left = entry.getValue() - System.nanoTime();
                if (left > 0) {
                    schedule(left);
                    break;
                }
                due.add(entry.getKey());
                entries.remove();
            }
        } finally {
            lock.unlock();
        }
        return due;
    }
}
