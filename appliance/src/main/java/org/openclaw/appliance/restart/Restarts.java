package org.openclaw.appliance.restart;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import org.openclaw.appliance.restart.RestartRequest.Source;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * Restarts that are asked for and when they may happen: one at a time, not before the last one is half a minute old, and not
 * while the gateway works, as long as the asker has patience. Outlives the gateways it restarts. Thread-safe; asking never
 * blocks.
 */
public final class Restarts {

    /** Least time from the beginning of one restart to that of the next. */
    public static final Duration COOL_DOWN = Duration.ofSeconds(30);

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final TaggedLogger LOG = Logger.tag("gateway/restart");

    /**
     * What became of a request.
     *
     * @param coalesced whether a restart was on its way already, which serves this request too
     * @param delayMillis how long until it may begin, not counting the work it waits for
     */
    public record Scheduled(boolean coalesced, long delayMillis) {}

    /** A restart that waits. @param dueMillis how long until it may begin, not counting the work it waits for */
    public record Waiting(RestartRequest request, long dueMillis) {}

    private final long coolDownNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private IntSupplier work = () -> 0;
    private RestartRequest pending;
    private long notBefore = System.nanoTime();
    private long notAfter;
    private boolean underWay;
    private String refusedConfig = "";

    public Restarts() {
        this(COOL_DOWN);
    }

    /** @param coolDown least time from the beginning of one restart to that of the next */
    public Restarts(Duration coolDown) {
        this.coolDownNanos = coolDown.toNanos();
    }

    /** The gateway that runs now. @param work how much it has to do; asked often, must not block */
    public void attach(IntSupplier work) {
        lock.lock();
        try {
            this.work = work;
            underWay = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Asks for a restart. */
    public Scheduled request(RestartRequest request) {
        lock.lock();
        try {
            if (underWay) {
                LOG.info("restart request joins the restart in progress: {} ({})", request.reason(), request.source());
                return new Scheduled(true, 0);
            }
            long begin = Math.max(0, notBefore - System.nanoTime());
            long latest = System.nanoTime() + begin + request.patience().toNanos();
            boolean coalesced = pending != null;
            notAfter = coalesced && notAfter - latest < 0 ? notAfter : latest;
            if (!coalesced) {
                pending = request;
            }
            changed.signalAll();
            long delay = TimeUnit.NANOSECONDS.toMillis(begin);
            LOG.info(
                    "restart requested: {} ({}){}",
                    request.reason(),
                    request.source(),
                    coalesced ? "; joins the one that waits" : delay > 0 ? "; not before " + (delay / 1000 + 1) + " s from now" : "");
            return new Scheduled(coalesced, delay);
        } finally {
            lock.unlock();
        }
    }

    /** Forgets a restart that a change of the configuration asked for and that hasn't begun: the change was taken back. */
    public void withdrawConfig() {
        lock.lock();
        try {
            if (pending != null && pending.source() == Source.CONFIG) {
                LOG.info("restart no longer needed: {}", pending.reason());
                pending = null;
            }
        } finally {
            lock.unlock();
        }
    }

    /** The restart that is asked for and hasn't begun. */
    public Optional<Waiting> waiting() {
        lock.lock();
        try {
            long due = TimeUnit.NANOSECONDS.toMillis(Math.max(0, notBefore - System.nanoTime()));
            return Optional.ofNullable(pending).map(request -> new Waiting(request, due));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for a restart whose time has come. Requests that arrive from now until {@link #attach} or {@link #cancelled}
     * count as served by it.
     */
    public RestartRequest next() throws InterruptedException {
        lock.lock();
        try {
            boolean told = false;
            while (true) {
                if (pending == null) {
                    told = false;
                    changed.await();
                    continue;
                }
                long now = System.nanoTime();
                if (notBefore - now > 0) {
                    changed.awaitNanos(notBefore - now);
                    continue;
                }
                int busy = work.getAsInt();
                if (busy == 0 || notAfter - now <= 0) {
                    return take();
                }
                if (!told) {
                    LOG.info("the restart waits for {} operations to end, at most {} s", busy, (notAfter - now) / 1_000_000_000);
                    told = true;
                }
                changed.awaitNanos(Math.min(POLL_NANOS, notAfter - now));
            }
        } finally {
            lock.unlock();
        }
    }

    private RestartRequest take() {
        RestartRequest taken = pending;
        pending = null;
        underWay = true;
        return taken;
    }

    /** The restart begins: the cool-down counts from now. */
    public void begun() {
        lock.lock();
        try {
            notBefore = System.nanoTime() + coolDownNanos;
        } finally {
            lock.unlock();
        }
    }

    /** The restart doesn't happen; the gateway goes on. */
    public void cancelled() {
        lock.lock();
        try {
            underWay = false;
        } finally {
            lock.unlock();
        }
    }

    /** No gateway can start with the configuration of that hash; it asks for no restart any more. */
    public void refuseConfig(String hash) {
        lock.lock();
        try {
            refusedConfig = hash;
        } finally {
            lock.unlock();
        }
    }

    /** Whether a restart has been tried with the configuration of that hash, in vain. */
    public boolean refuses(String hash) {
        lock.lock();
        try {
            return !hash.isEmpty() && hash.equals(refusedConfig);
        } finally {
            lock.unlock();
        }
    }
}
