package org.openclaw.appliance;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.openclaw.appliance.audit.Audited;
import org.openclaw.appliance.audit.AuditTrail;
import org.openclaw.appliance.bootlog.EndCause;
import org.openclaw.appliance.bootlog.PreviousEnd;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.config.ConfigDiff;
import org.openclaw.appliance.diagnostics.DiagnosticsMethods;
import org.openclaw.appliance.diagnostics.Stability;
import org.openclaw.appliance.diagnostics.StabilityBundles;
import org.openclaw.appliance.diagnostics.ThreadStacks;
import org.openclaw.appliance.platform.ProcessInspector;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.rpc.Method;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/** What this gateway keeps of its troubles and of its operators' doings, and who tells it. Thread-safe. */
final class Troubles implements AutoCloseable {

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);
    private static final long HOUR_MILLIS = 3_600_000;
    private static final int MOST_PATHS = 40;
    private static final TaggedLogger LOG = Logger.tag("diagnostics");

    private final Supplier<Config> config;
    private final ProcessInspector inspector;
    private final Stability stability;
    private final StabilityBundles bundles;
    private final AuditTrail trail;
    private final Audited audited;
    private volatile String emergency;

    Troubles(Ground ground) {
        Launch launch = ground.launch();
        Clock clock = ground.clock();
        this.config = ground::config;
        this.inspector = launch.platform().processInspector();
        this.stability = new Stability(clock);
        this.bundles = new StabilityBundles(StabilityBundles.in(launch.paths().stateDir()), ground.logging()::masked, clock);
        this.trail = new AuditTrail(AuditTrail.in(launch.paths().stateDir()), clock);
        this.audited = new Audited(trail);
    }

    /** What tells of it over the wire. */
    List<Method<?>> methods() {
        return new DiagnosticsMethods(stability).methods();
    }

    /** The same method, on record where it changes something that matters. */
    Method<?> audited(Method<?> method) {
        return audited.around(method);
    }

    private void record(String type, ObjectNode facts) {
        if (config.get().flag("diagnostics.enabled", true)) {
            stability.record(type, facts);
        }
    }

    private ObjectNode snapshot() {
        return stability.snapshot(Stability.CAPACITY, null, 0);
    }

    /** A start is complete. @param before how the run before ended @param workers writes down what it left */
    void begun(PreviousEnd before, Executor workers) {
        record("gateway.started", Json.object().put("reason", before.cause().wireName()));
        if (before.cause().isUnclean() || before.cause() == EndCause.MEMORY_EMERGENCY) {
            workers.execute(() -> keep(before));
        }
    }

    // What that run wrote down by itself says more.
    private void keep(PreviousEnd before) {
        try {
            if (before.lastSeen() == null || !bundles.has(before.lastSeen().pid())) {
                ObjectNode evidence = Json.object();
                evidence.set("previousRun", before.json());
                bundles.write("gateway.previous_run_" + before.cause().wireName(), null, evidence, snapshot());
            }
        } catch (IOException e) {
            LOG.warn("stability bundles can't be looked at: {}", e.toString());
        }
    }

    /** How short memory is has changed. @param brief as everybody is told @param rss of this process, in bytes */
    void memoryChanged(ObjectNode brief, long rss) {
        ObjectNode facts = Json.object().put("level", brief.path("level").asText());
        if (brief.has("reason")) {
            facts.put("reason", brief.path("reason").asText());
        }
        Runtime jvm = Runtime.getRuntime();
        facts.putObject("memory")
                .put("rssBytes", Math.max(0, rss))
                .put("heapTotalBytes", jvm.totalMemory())
                .put("heapUsedBytes", jvm.totalMemory() - jvm.freeMemory());
        record("diagnostic.memory.pressure", facts);
    }

    /** Something was too large for a connection. */
    void tooLarge(ObjectNode facts) {
        record("payload.large", facts);
    }

    /** A part of the gateway stands still. */
    void stalled(String what) {
        record("diagnostic.liveness.warning", Json.object().put("level", "warning").put("reason", "stalled"));
        bundles.write("gateway.stalled", null, ThreadStacks.now().put("stalled", what), snapshot());
    }

    /** The gateway is about to end itself for want of memory: there is no time, and no memory, for more than a note. */
    void emergency(String situation) {
        emergency = situation;
    }

    /** Another state of the configuration is in force. */
    void configChanged(Config before, Config after) {
        List<String> paths = ConfigDiff.changedPaths(before.root(), after.root());
        if (paths.isEmpty()) {
            return;
        }
        record("config.changed", Json.object().put("count", paths.size()));
        ObjectNode facts = Json.object();
        ArrayNode list = facts.putObject("target").putArray("paths");
        paths.stream().limit(MOST_PATHS).forEach(list::add);
        trail.add("config.inForce", facts);
    }

    /** A stop that is under way. */
    @FunctionalInterface
    interface StopWatch extends AutoCloseable {
        @Override
        void close();
    }

    /** Watches over a stop. Close it when the gateway has stopped. */
    StopWatch stopping(String reason) {
        record("gateway.stopping", Json.object());
        ObjectNode facts = Json.object();
        facts.putObject("target").put("reason", reason);
        trail.add("gateway.stop", facts);
        CountDownLatch stopped = new CountDownLatch(1);
        Thread.ofPlatform().name("stop-watch").daemon().start(() -> await(stopped));
        return stopped::countDown;
    }

    private void await(CountDownLatch stopped) {
        try {
            if (!stopped.await(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                bundles.write("gateway.stop_shutdown_timeout", null, ThreadStacks.now(), snapshot());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Adds how much was written to storage, and how much that makes a day. */
    void addTo(ObjectNode status, long uptimeMillis) {
        inspector.writtenBytes().ifPresent(bytes -> {
            ObjectNode storage = status.putObject("storage").put("bytesWritten", bytes);
            // Before that the start's own writing would be taken for the habit of every hour.
            if (uptimeMillis >= HOUR_MILLIS) {
                storage.put("bytesWrittenPerDay", (long) (bytes * 24.0 * HOUR_MILLIS / uptimeMillis));
            }
        });
    }

    /** Writes down what {@link #emergency} left for a quieter moment. */
    @Override
    public void close() {
        String why = emergency;
        if (why != null) {
            bundles.write("gateway.memory_emergency", null, Json.object().put("situation", why), snapshot());
        }
    }
}
