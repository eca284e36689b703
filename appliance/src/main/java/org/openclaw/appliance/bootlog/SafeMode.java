package org.openclaw.appliance.bootlog;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.rpc.Lifecycle;
import org.openclaw.appliance.rpc.Lifecycle.Suspension;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * Runs the gateway without its work: after a crash loop, or because somebody asked. The control plane - health, status, logs,
 * configuration, pairing - stays up, so that a box nobody can reach by other means can be mended. Thread-safe. Whatever begins
 * work asks {@link Lifecycle#workSuspended()}.
 */
public final class SafeMode implements AutoCloseable {

    private static final TaggedLogger LOG = Logger.tag("gateway/safe-mode");
    private static final String NAME = Lifecycle.SAFE_MODE;

    /**
     * What counts as a crash loop, and how long it is remembered.
     *
     * @param uncleanEnds how many runs must end unclean
     * @param window within what time; safe mode ends by itself once so much has passed since the last of them
     */
    public record Policy(int uncleanEnds, Duration window) {

        /** Three within five minutes. */
        static final Policy DEFAULT = new Policy(3, Duration.ofMinutes(5));

        /** What the configuration says, or the default. */
        public static Policy of(Config config) {
            return new Policy(
                    (int) config.number("appliance.safeMode.uncleanBoots").orElse(DEFAULT.uncleanEnds),
                    Duration.ofSeconds(
                            config.number("appliance.safeMode.windowSeconds").orElse(DEFAULT.window.toSeconds())));
        }
    }

    /** @param lasts how long, or null for as long as the process */
    private record Active(String reason, long sinceNanos, Duration lasts) {}

    private final Lifecycle lifecycle;
    private final BootLog boots;
    private final Policy policy;
    private final ScheduledExecutorService scheduler;
    private final Executor workers;
    private final Runnable onChange;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Active active;
    private Future<?> drain;

    /**
     * @param workers runs what may wait for a disk
     * @param onChange run there when safe mode begins or ends after the start
     */
    public SafeMode(
            Lifecycle lifecycle,
            BootLog boots,
            Policy policy,
            ScheduledExecutorService scheduler,
            Executor workers,
            Runnable onChange) {
        this.lifecycle = lifecycle;
        this.boots = boots;
        this.policy = policy;
        this.scheduler = scheduler;
        this.workers = workers;
        this.onChange = onChange;
    }

    /**
     * Looks whether this start has to be a safe one. Once, before any work begins.
     *
     * @param wish who else wants that
     */
    public void decide(SafeModeWish wish) {
        int ends = boots.uncleanEnds(policy.window());
        if (ends >= policy.uncleanEnds()) {
            enter(ends + " unclean boots within " + text(policy.window()), boots.untilForgotten(policy.window()));
            LOG.warn(
                    "channel autostart suppressed by crash-loop breaker, and so are agent turns, cron, heartbeat and hooks; {}",
                    sentence());
        } else if (wish.reason().isPresent()) {
            enter(wish.reason().get(), null);
            LOG.warn("{}", sentence());
        }
    }

    public boolean isActive() {
        return active != null;
    }

    /**
     * Enters or leaves at an operator's wish; nothing happens where it is so already. Leaving forgets the crashes that led
     * here. What an operator entered ends with the process.
     */
    public void set(boolean enabled, String who) {
        if (enabled == isActive()) {
            return;
        }
        if (enabled) {
            enter(who + " asked for it", null);
            LOG.warn("{}", sentence());
            workers.execute(onChange);
        } else {
            leave("at the wish of " + who);
        }
    }

    private void enter(String reason, Duration lasts) {
        lock.lock();
        try {
            active = new Active(reason, System.nanoTime(), lasts);
            lifecycle.suspendWork(NAME, new Suspension("safe mode: " + reason + ", so no agent turns are run; "
                    + (lasts == null ? "it lasts until it is switched off" : "it ends by itself after " + text(lasts)
                            + " without a crash")
                    + ". To leave it now: `openclaw gateway safe-mode off`", 0));
            if (lasts != null) {
                drain = scheduler.schedule(
                        () -> leave("after " + text(lasts) + " without a crash"), lasts.toMillis(), TimeUnit.MILLISECONDS);
            }
        } finally {
            lock.unlock();
        }
    }

    private void leave(String why) {
        lock.lock();
        try {
            if (active == null) {
                return;
            }
            active = null;
            if (drain != null) {
                drain.cancel(false);
            }
            lifecycle.resumeWork(NAME);
        } finally {
            lock.unlock();
        }
        LOG.info("safe mode ended {}", why);
        workers.execute(() -> {
            boots.forgive();
            onChange.run();
        });
    }

    /** {@code {active}}, and while it is: {@code reason}, {@code sinceMs} ago, {@code leavesInMs} if it ends by itself. */
    public ObjectNode json() {
        Active now = active;
        ObjectNode json = Json.object().put("active", now != null);
        if (now != null) {
            long since = (System.nanoTime() - now.sinceNanos()) / 1_000_000;
            json.put("reason", now.reason()).put("sinceMs", since);
            if (now.lasts() != null) {
                json.put("leavesInMs", Math.max(0, now.lasts().toMillis() - since));
            }
        }
        return json;
    }

    private String sentence() {
        return lifecycle.workSuspended().map(Suspension::reason).orElse("");
    }

    private static String text(Duration time) {
        long seconds = Math.max(1, time.plusMillis(500).toSeconds());
        long count = seconds % 60 == 0 ? seconds / 60 : seconds;
        return count + (seconds % 60 == 0 ? " minute" : " second") + (count == 1 ? "" : "s");
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (drain != null) {
                drain.cancel(false);
            }
        } finally {
            lock.unlock();
        }
    }
}
