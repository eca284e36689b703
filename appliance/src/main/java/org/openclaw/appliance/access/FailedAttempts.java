package org.openclaw.appliance.access;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.openclaw.appliance.config.Config;

/**
 * Counts failed attempts to authenticate by key, and says how long to hold off. Bounded: beyond
 * {@value #MOST_KEYS} keys the one that failed longest ago is forgotten. Thread-safe.
 */
public final class FailedAttempts {

    /** Most keys remembered. */
    public static final int MOST_KEYS = 10_000;

    private static final long FIRST_DELAY_MILLIS = 250;
    private static final long LONGEST_DELAY_MILLIS = 5_000;

    /**
     * When to lock a key out.
     *
     * @param maxAttempts failures within the window that lead to a lock-out
     * @param windowMillis how long a run of failures is remembered, counted from its first
     * @param lockoutMillis how long a lock-out lasts
     * @param exemptLoopback whether this machine's own clients are only slowed down, never locked out
     */
    public record Policy(int maxAttempts, long windowMillis, long lockoutMillis, boolean exemptLoopback) {
        public static final Policy DEFAULT = new Policy(10, 60_000, 300_000, true);

        private static final String SECTION = "gateway.auth.rateLimit.";
        private static final long LONGEST_MILLIS = 24 * 60 * 60 * 1000L;

        /** What {@code gateway.auth.rateLimit} says; numbers without sense are brought to the nearest with. */
        public static Policy of(Config config) {
            return new Policy(
                    (int) number(config, "maxAttempts", DEFAULT.maxAttempts(), 1_000),
                    number(config, "windowMs", DEFAULT.windowMillis(), LONGEST_MILLIS),
                    number(config, "lockoutMs", DEFAULT.lockoutMillis(), LONGEST_MILLIS),
                    config.flag(SECTION + "exemptLoopback", DEFAULT.exemptLoopback()));
        }

        private static long number(Config config, String key, long whenAbsent, long most) {
            return Math.clamp(config.number(SECTION + key).orElse(whenAbsent), 1, most);
        }
    }

    private static final class Run {
        private long startedAt;
        private long lockedUntil = Long.MIN_VALUE;
        private int failures;
    }

    private final Supplier<Policy> policy;
    private final LongSupplier monotonicMillis;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Run> runs = new LinkedHashMap<>();

    /** @param monotonicMillis a clock that never jumps; a board without a clock battery moves its wall clock by decades */
    public FailedAttempts(Policy policy, LongSupplier monotonicMillis) {
        this(() -> policy, monotonicMillis);
    }

    /** @param policy the one in force now; asked on every failure */
    public FailedAttempts(Supplier<Policy> policy, LongSupplier monotonicMillis) {
        this.policy = policy;
        this.monotonicMillis = monotonicMillis;
    }

    public Policy policy() {
        return policy.get();
    }

    /** How long the key stays locked out, in milliseconds; 0 when it isn't. */
    public long lockedForMillis(String key) {
        lock.lock();
        try {
            Run run = runs.get(key);
            long now = monotonicMillis.getAsLong();
            return run == null || run.lockedUntil <= now ? 0 : run.lockedUntil - now;
        } finally {
            lock.unlock();
        }
    }

    /** Counts a failure that may lock the key out. */
    public void failed(String key) {
        lock.lock();
        try {
            Run run = count(key);
            if (run.failures >= policy().maxAttempts()) {
                run.lockedUntil = monotonicMillis.getAsLong() + policy().lockoutMillis();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Counts a failure of a key that is never locked out. @return how long to withhold the answer, in milliseconds */
    public long slowedDown(String key) {
        lock.lock();
        try {
            int doublings = Math.min(count(key).failures - 1, 10);
            return Math.min(LONGEST_DELAY_MILLIS, FIRST_DELAY_MILLIS << doublings);
        } finally {
            lock.unlock();
        }
    }

    /** Forgets the key's failures. */
    public void succeeded(String key) {
        lock.lock();
        try {
            runs.remove(key);
        } finally {
            lock.unlock();
        }
    }

    private Run count(String key) {
        long now = monotonicMillis.getAsLong();
        Run run = runs.remove(key);
        if (run == null || now - run.startedAt > policy().windowMillis()) {
            run = new Run();
            run.startedAt = now;
        }
        run.failures++;
        runs.put(key, run);
        if (runs.size() > MOST_KEYS) {
            var eldest = runs.entrySet().iterator();
            eldest.next();
            eldest.remove();
        }
        return run;
    }
}
