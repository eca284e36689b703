package org.openclaw.appliance.heartbeat;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.openclaw.appliance.session.SessionKey;

/**
 * Wishes for a heartbeat, because something happened. The first one of a conversation is answered at once; those that follow
 * within half a minute become one. Bounded, thread-safe.
 */
final class Wakes {

    /** Between the beginnings of two answers to one conversation's wishes. */
    static final long SPACING_MILLIS = 30_000;

    private static final int MOST = 64;

    private final LongSupplier uptimeMillis;
    private final ScheduledExecutorService scheduler;
    private final Executor workers;
    private final Consumer<SessionKey> answer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<SessionKey, Woken> woken = new HashMap<>();
    private boolean closed;

    /** @param readyAt when the next answer may begin, uptime in milliseconds */
    private record Woken(long readyAt, boolean wanted, boolean running) {}

    /** @param answer blocks while it answers a wish */
    Wakes(LongSupplier uptimeMillis, ScheduledExecutorService scheduler, Executor workers, Consumer<SessionKey> answer) {
        this.uptimeMillis = uptimeMillis;
        this.scheduler = scheduler;
        this.workers = workers;
        this.answer = answer;
    }

    /** Takes a wish; returns at once. */
    void add(SessionKey conversation) {
        lock.lock();
        try {
            long now = uptimeMillis.getAsLong();
            if (woken.size() >= MOST) {
                woken.values().removeIf(one -> !one.running() && !one.wanted() && one.readyAt() <= now);
            }
            Woken before = woken.get(conversation);
            if (closed || (before == null && woken.size() >= MOST)) {
                return;
            }
            long readyAt = before == null ? now : before.readyAt();
            boolean running = before != null && before.running();
            woken.put(conversation, new Woken(readyAt, true, running));
            if (before == null || !(before.wanted() || running)) {
                plan(conversation, readyAt - now);
            }
        } finally {
            lock.unlock();
        }
    }

    private void plan(SessionKey conversation, long delayMillis) {
        Runnable begin = () -> workers.execute(() -> run(conversation));
        if (delayMillis <= 0) {
            begin.run();
        } else {
            scheduler.schedule(begin, delayMillis, TimeUnit.MILLISECONDS);
        }
    }

    private void run(SessionKey conversation) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            woken.put(conversation, new Woken(uptimeMillis.getAsLong() + SPACING_MILLIS, false, true));
        } finally {
            lock.unlock();
        }
        try {
            answer.accept(conversation);
        } finally {
            settled(conversation);
        }
    }

    private void settled(SessionKey conversation) {
        lock.lock();
        try {
            Woken now = woken.get(conversation);
            woken.put(conversation, new Woken(now.readyAt(), now.wanted(), false));
            if (now.wanted() && !closed) {
                plan(conversation, now.readyAt() - uptimeMillis.getAsLong());
            }
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
    }
}
