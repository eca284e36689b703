package org.openclaw.appliance.agent;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.openclaw.appliance.agent.Conversation.Said;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.provider.Message;
import org.openclaw.appliance.session.Entry;
import org.openclaw.appliance.session.SessionKey;
import org.openclaw.appliance.session.Sessions;
import org.openclaw.appliance.session.Tail;

/**
 * The newest messages of the conversations that go on now, as models are given them, so that a turn reads only what was said
 * since the turn before. At most {@value #MOST} conversations and {@value #MOST_CHARS} characters in all; the least recently
 * used goes first, and each goes once it has been idle for {@code gateway.sessionTimeout} seconds. The transcript on disk stays
 * the one that counts: whether what is kept here is still its end is asked at every turn. Thread-safe; {@link #window} blocks on
 * the disk.
 */
public final class WarmConversations {

    static final int MOST = 8;
    static final int MOST_CHARS = 256 * 1024;

    private static final int WINDOW = 50;
    private static final int MOST_IN_WINDOW = 1_000;
    private static final long IDLE_SECONDS = 3_600;

    private final Supplier<Config> config;
    private final Sessions sessions;
    private final ScheduledExecutorService scheduler;
    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();
    // The least recently used first. A conversation in use isn't in it, so that two turns never work on one.
    private final Map<SessionKey, Warm> kept = new LinkedHashMap<>();
    private int chars;
    private Future<?> eviction;

    /** @param nanos a monotonic clock */
    WarmConversations(
            Supplier<Config> config, Sessions sessions, ScheduledExecutorService scheduler, LongSupplier nanos) {
        this.config = config;
        this.sessions = sessions;
        this.scheduler = scheduler;
        this.nanos = nanos;
    }

    /** What is in memory. @param conversations how many @param messages of all of them */
    public record Resident(int conversations, int messages, int chars) {}

    private static final class Warm {
        private final ArrayDeque<Said> newest = new ArrayDeque<>();
        private final int limit;
        private Tail.End end;
        private int chars;
        private long usedAt;

        Warm(int limit) {
            this.limit = limit;
        }

        void add(List<Entry> entries) {
            for (Entry entry : entries) {
                Said said = Conversation.said(entry);
                newest.add(said);
                chars += said.size();
            }
            while (newest.size() > limit) {
                chars -= newest.remove().size();
            }
        }
    }

    /** What a model is given for a run of a conversation. The last three as {@link Conversation#window} wants them. */
    List<Message> window(SessionKey key, long first, String runId, Predicate<String> notYet) {
        int limit = Math.clamp(config.get().number("gateway.historyLimit").orElse(WINDOW), 1, MOST_IN_WINDOW);
        Warm known = take(key);
        boolean fits = known != null && known.limit == limit;
        Tail tail = sessions.tail(key, fits ? known.end : null, limit);
        Warm warm = tail.follows() ? known : new Warm(limit);
        warm.add(tail.entries());
        warm.end = tail.end();
        List<Message> window = Conversation.window(warm.newest, first, runId, notYet, sessions.pictures(key));
        if (warm.end != null) {
            keep(key, warm);
        }
        return window;
    }

    private Warm take(SessionKey key) {
        lock.lock();
        try {
            Warm warm = kept.remove(key);
            chars -= warm == null ? 0 : warm.chars;
            return warm;
        } finally {
            lock.unlock();
        }
    }

    private void keep(SessionKey key, Warm warm) {
        lock.lock();
        try {
            warm.usedAt = nanos.getAsLong();
            Warm other = kept.remove(key);
            chars += warm.chars - (other == null ? 0 : other.chars);
            kept.put(key, warm);
            shrinkTo(MOST, MOST_CHARS);
            if (eviction == null && !kept.isEmpty()) {
                schedule(idleNanos());
            }
        } finally {
            lock.unlock();
        }
    }

    private int shrinkTo(int conversations, int mostChars) {
        int gone = 0;
        Iterator<Warm> oldestFirst = kept.values().iterator();
        while (oldestFirst.hasNext() && (kept.size() > conversations || chars > mostChars)) {
            chars -= oldestFirst.next().chars;
            oldestFirst.remove();
            gone++;
        }
        return gone;
    }

    /** Forgets half of the conversations, those not used for the longest time first. @return how many */
    public int forgetHalf() {
        lock.lock();
        try {
            return shrinkTo(kept.size() / 2, MOST_CHARS);
        } finally {
            lock.unlock();
        }
    }

    private void schedule(long inNanos) {
        eviction = scheduler.schedule(this::forgetIdle, Math.max(inNanos, TimeUnit.SECONDS.toNanos(1)), TimeUnit.NANOSECONDS);
    }

    // One timer, set while there is something to forget.
    private void forgetIdle() {
        lock.lock();
        try {
            long now = nanos.getAsLong();
            long idle = idleNanos();
            long next = Long.MAX_VALUE;
            for (Warm warm : new ArrayList<>(kept.values())) {
                long left = idle - (now - warm.usedAt);
                if (left > 0) {
                    next = left;
                    break;
                }
                shrinkTo(kept.size() - 1, MOST_CHARS);
            }
            eviction = null;
            if (!kept.isEmpty()) {
                schedule(next);
            }
        } finally {
            lock.unlock();
        }
    }

    private long idleNanos() {
        return Duration.ofSeconds(config.get().number("gateway.sessionTimeout").orElse(IDLE_SECONDS)).toNanos();
    }

    /** What is in memory now. */
    public Resident resident() {
        lock.lock();
        try {
            return new Resident(
                    kept.size(), kept.values().stream().mapToInt(warm -> warm.newest.size()).sum(), chars);
        } finally {
            lock.unlock();
        }
    }
}
