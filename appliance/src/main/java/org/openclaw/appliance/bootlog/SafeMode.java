package org.openclaw.appliance.bootlog;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
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
    private static final String NAME = "safe mode";
    private static final String LEAVE = "to leave it now: `openclaw gateway safe-mode off`";

    /**
     * What counts as a crash loop, and how long it is remembered.
     *
     * @param uncleanEnds how many runs must end unclean
     * @param window within what time; and how long the gateway must then run before it leaves safe mode by itself
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

    private record Active(String reason, long sinceNanos, boolean drains) {}

    private final Lifecycle lifecycle;
    private final BootLog boots;
    private final Policy policy;
    private final ScheduledExecutorService scheduler;
    private final Runnable onChange;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Active active;
    private Future<?> drain;

    /** @param onChange told, on a thread that may not block, when safe mode begins or ends after the start */
    public SafeMode(
            Lifecycle lifecycle, BootLog boots, Policy policy, ScheduledExecutorService scheduler, Runnable onChange) {
        this.lifecycle = lifecycle;
        this.boots = boots;
        this.policy = policy;
        this.scheduler = scheduler;
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
            enter(ends + " unclean boots within " + text(policy.window()), true);
            LOG.warn(
                    "channel autostart suppressed by crash-loop breaker: {}; agent runs, cron, heartbeat and hooks wait too."
                            + " The last run ended: {}",
                    sentence(),
                    boots.previous().line());
        } else if (wish.reason().isPresent()) {
            enter(wish.reason().get(), false);
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
            enter(who + " asked for it", false);
            LOG.warn("{}", sentence());
            onChange.run();
        } else {
            leave("at the wish of " + who);
        }
    }

    private void enter(String reason, boolean drains) {
        lock.lock();
        try {
            active = new Active(reason, System.nanoTime(), drains);
            lifecycle.suspendWork(NAME, new Suspension("safe mode: " + reason + "; no agent turns are run. "
                    + (drains
                            ? "It ends by itself after " + text(policy.window()) + " without a crash; "
                            : "It lasts until it is switched off; ")
                    + LEAVE, 0));
            if (drains) {
                drain = scheduler.schedule(
                        () -> leave("after " + text(policy.window()) + " without a crash"),
                        policy.window().toMillis(),
                        TimeUnit.MILLISECONDS);
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
        // A disk is waited for, and the scheduler must not.
        Thread.ofVirtual().name("run-record").start(boots::forgive);
        onChange.run();
    }

    /** {@code {active}}, and while it is: {@code reason}, {@code sinceMs} ago, {@code leavesInMs} if it ends by itself. */
    public ObjectNode json() {
        Active now = active;
        ObjectNode json = Json.object().put("active", now != null);
        if (now != null) {
            long since = (System.nanoTime() - now.sinceNanos()) / 1_000_000;
            json.put("reason", now.reason()).put("sinceMs", since);
            if (now.drains()) {
                json.put("leavesInMs", Math.max(0, policy.window().toMillis() - since));
            }
        }
        return json;
    }

    private String sentence() {
        return lifecycle.workSuspended().map(Suspension::reason).orElse("");
    }

    private static String text(Duration time) {
        return time.toSeconds() % 60 == 0 ? time.toMinutes() + " minutes" : time.toSeconds() + " seconds";
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
