package org.openclaw.appliance.heartbeat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.openclaw.appliance.agent.AgentRuns;
import org.openclaw.appliance.agent.Agents;
import org.openclaw.appliance.channel.Channels;
import org.openclaw.appliance.channel.Silence;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.presence.SystemEvents;
import org.openclaw.appliance.protocol.Event;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.rpc.Events;
import org.openclaw.appliance.rpc.Lifecycle;
import org.openclaw.appliance.session.SessionKey;
import org.openclaw.appliance.session.Sessions;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * The agents' heartbeats: every so often, and when an event asks for one. Counts on the monotonic clock, so no jump of the
 * wall clock brings a flood of them. At most one timer for the regular ones; thread-safe.
 */
public final class Heartbeats implements AutoCloseable {

    private static final TaggedLogger LOG = Logger.tag("heartbeat");

    private final Supplier<Config> config;
    private final Agents agents;
    private final HeartbeatTurn turn;
    private final Events events;
    private final Lifecycle lifecycle;
    private final BooleanSupplier clockTrusted;
    private final ScheduledExecutorService scheduler;
    private final Executor workers;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Long> nextByAgent = new HashMap<>();
    private final Wakes wakes;
    private Future<?> timer;
    private boolean started;
    private boolean closed;
    private volatile boolean enabled = true;
    private volatile ObjectNode last;

    /** What it is made of. @param channels made when first needed @param clockTrusted whether the time of day is known */
    public record Parts(
            Supplier<Config> config,
            Agents agents,
            Sessions sessions,
            AgentRuns runs,
            SystemEvents notes,
            Supplier<Channels> channels,
            Events events,
            Lifecycle lifecycle,
            BooleanSupplier clockTrusted) {}

    /**
     * @param scheduler runs short, non-blocking tasks
     * @param workers starts a virtual thread per task
     */
    public Heartbeats(Parts parts, ScheduledExecutorService scheduler, Executor workers) {
        this.config = parts.config();
        this.agents = parts.agents();
        this.events = parts.events();
        this.lifecycle = parts.lifecycle();
        this.clockTrusted = parts.clockTrusted();
        this.scheduler = scheduler;
        this.workers = workers;
        this.turn = new HeartbeatTurn(
                agents, parts.sessions(), parts.runs(), parts.notes(), parts.channels(), lifecycle.clock());
        this.wakes = new Wakes(lifecycle::uptimeMillis, scheduler, workers, this::prompted);
    }

    /** Begins the regular ones, or follows a new configuration. */
    public void start() {
        lock.lock();
        try {
            started = true;
            long now = lifecycle.uptimeMillis();
            Map<String, Long> before = Map.copyOf(nextByAgent);
            nextByAgent.clear();
            for (HeartbeatSettings settings : HeartbeatSettings.all(config.get(), agents)) {
                if (settings.every() > 0) {
                    long planned = before.getOrDefault(settings.agentId(), Long.MAX_VALUE);
                    nextByAgent.put(settings.agentId(), Math.min(planned, now + settings.every()));
                }
            }
            arm(now);
        } finally {
            lock.unlock();
        }
    }

    private void arm(long now) {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
        if (closed || !started || nextByAgent.isEmpty()) {
            return;
        }
        long next = nextByAgent.values().stream().mapToLong(Long::longValue).min().getAsLong();
        timer = scheduler.schedule(this::tick, Math.max(0, next - now), TimeUnit.MILLISECONDS);
    }

    private void tick() {
        try {
            workers.execute(this::beat);
        } catch (RejectedExecutionException e) {
            LOG.debug("the gateway is stopping");
        }
    }

    private void beat() {
        for (HeartbeatSettings settings : HeartbeatSettings.all(config.get(), agents)) {
            if (isDue(settings)) {
                regular(settings);
            }
        }
        lock.lock();
        try {
            arm(lifecycle.uptimeMillis());
        } finally {
            lock.unlock();
        }
    }

    private boolean isDue(HeartbeatSettings settings) {
        lock.lock();
        try {
            long now = lifecycle.uptimeMillis();
            Long next = nextByAgent.get(settings.agentId());
            if (next == null || next > now) {
                return false;
            }
            nextByAgent.put(settings.agentId(), now + settings.every());
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** A heartbeat whose time has come. */
    void regular(HeartbeatSettings settings) {
        if (!enabled) {
            return;
        }
        String obstacle = obstacle();
        if (obstacle == null && !clockTrusted.getAsBoolean()) {
            obstacle = "clock-not-trusted";
        }
        if (obstacle == null && !settings.hours().contain(clock().instant())) {
            obstacle = "quiet-hours";
        }
        if (obstacle != null) {
            report(HeartbeatReport.skipped(obstacle), System.nanoTime());
        } else {
            run(settings, conversation(settings), false);
        }
    }

    private String obstacle() {
        if (lifecycle.workSuspendedBy(Lifecycle.MEMORY).isPresent()) {
            return "memory-pressure";
        }
        if (lifecycle.workSuspendedBy(Lifecycle.SAFE_MODE).isPresent()) {
            return "safe-mode";
        }
        return lifecycle.workSuspended().isPresent() || lifecycle.state() == Lifecycle.State.DRAINING ? "suspended" : null;
    }

    private static SessionKey conversation(HeartbeatSettings settings) {
        SessionKey main = SessionKey.main(settings.agentId());
        if (settings.session() == null || settings.session().equals("main")) {
            return main;
        }
        return SessionKey.parse(settings.session())
                .filter(key -> key.agentId().equals(settings.agentId()))
                .orElseGet(() -> new SessionKey(settings.agentId(), settings.session()));
    }

    /**
     * Asks for a heartbeat in a conversation, because something happened there that waits as a note. Returns at once; several
     * wishes within half a minute become one heartbeat.
     */
    public void wake(SessionKey conversation) {
        wakes.add(conversation);
    }

    private void prompted(SessionKey conversation) {
        String obstacle = enabled ? obstacle() : "disabled";
        if (obstacle != null) {
            report(HeartbeatReport.skipped(obstacle), System.nanoTime());
        } else {
            run(HeartbeatSettings.of(config.get(), agents, conversation.agentId()), conversation, true);
        }
    }

    private void run(HeartbeatSettings settings, SessionKey conversation, boolean prompted) {
        long begun = System.nanoTime();
        HeartbeatReport report;
        try {
            report = turn.run(settings, conversation, prompted);
        } catch (RuntimeException e) {
            LOG.error(e, "a heartbeat of {} failed", settings.agentId());
            report = HeartbeatReport.failed("internal", "The heartbeat failed inside the gateway; `openclaw logs` shows why.");
        }
        report(report, begun);
    }

    private void report(HeartbeatReport report, long begunNanos) {
        ObjectNode told = report.json(clock().millis(), (System.nanoTime() - begunNanos) / 1_000_000);
        last = told;
        if (report.status().equals("failed")) {
            LOG.warn("heartbeat failed: {}", report.preview());
        } else {
            LOG.debug("heartbeat {} {}", report.status(), report.reason());
        }
        events.publish(Event.HEARTBEAT, told);
    }

    private Clock clock() {
        return lifecycle.clock();
    }

    /** How an agent's regular heartbeat is configured, as the protocol's {@code health} shows it. */
    public static ObjectNode describe(Config config, Agents agents, String agentId) {
        HeartbeatSettings own = HeartbeatSettings.all(config, agents).stream()
                .filter(settings -> settings.agentId().equals(agentId) && settings.every() > 0)
                .findFirst()
                .orElse(null);
        if (own == null) {
            return Json.object().put("enabled", false).put("every", "0m").putNull("everyMs").put("prompt", "").put("target", "none")
                    .put("ackMaxChars", Silence.MOST_BESIDE);
        }
        return Json.object()
                .put("enabled", true)
                .put("every", own.every() % 60_000 == 0 ? own.every() / 60_000 + "m" : own.every() / 1_000 + "s")
                .put("everyMs", own.every())
                .put("prompt", own.prompt())
                .put("target", own.target())
                .put("ackMaxChars", Silence.MOST_BESIDE);
    }

    /** What became of the last heartbeat; null before the first. Must not be modified. */
    public ObjectNode last() {
        return last;
    }

    /** Switches all heartbeats on or off until the gateway ends. */
    public void enable(boolean on) {
        enabled = on;
    }

    @Override
    public void close() {
        wakes.close();
        lock.lock();
        try {
            closed = true;
            if (timer != null) {
                timer.cancel(false);
            }
        } finally {
            lock.unlock();
        }
    }
}
