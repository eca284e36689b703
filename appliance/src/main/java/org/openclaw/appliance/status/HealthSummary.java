package org.openclaw.appliance.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.session.AgentDirectory;
import org.openclaw.appliance.session.Session;
import org.openclaw.appliance.session.Sessions;

/**
 * The answer of {@code health}: made at most once a minute unless somebody asks for a fresh one. Thread-safe; making one
 * reads the database.
 */
public final class HealthSummary {

    /** How old a summary may be, in milliseconds. */
    public static final long MAX_AGE_MILLIS = 60_000;

    private static final int RECENT_SESSIONS = 5;

    private final Sessions sessions;
    private final AgentDirectory agents;
    private final Supplier<List<String>> agentIds;
    private final String databasePath;
    private final Supplier<ObjectNode> safeMode;
    private final Supplier<ObjectNode> memory;
    private final Clock clock;
    private final Supplier<ObjectNode> own;
    private final Function<String, ObjectNode> heartbeats;
    private final ReentrantLock making = new ReentrantLock();
    private volatile Made newest;

    /** @param official the members that the protocol names, which is all that {@code hello-ok} may carry */
    private record Made(ObjectNode official, ObjectNode summary, long nanos, long version) {}

    /**
     * @param agentIds the configured agents, the default one among them
     * @param safeMode whether the gateway takes work, and why not
     * @param memory how short memory is
     * @param own what only this gateway tells
     * @param heartbeats how an agent's heartbeat is configured; null where it has none
     */
    public HealthSummary(
            Sessions sessions,
            AgentDirectory agents,
            Supplier<List<String>> agentIds,
            String databasePath,
            Supplier<ObjectNode> safeMode,
            Supplier<ObjectNode> memory,
            Supplier<ObjectNode> own,
            Function<String, ObjectNode> heartbeats,
            Clock clock) {
        this.sessions = sessions;
        this.agents = agents;
        this.agentIds = agentIds;
        this.databasePath = databasePath;
        this.own = own;
        this.heartbeats = heartbeats;
        this.safeMode = safeMode;
        this.memory = memory;
        this.clock = clock;
    }

    /** Whether the summary at hand is no older than a minute. */
    public boolean isRecent() {
        Made made = newest;
        return made != null && System.nanoTime() - made.nanos() < MAX_AGE_MILLIS * 1_000_000;
    }

    /** The newest summary whatever its age, without touching the disk; empty before the first. */
    public ObjectNode cached() {
        Made made = newest;
        return made == null ? Json.object() : made.summary();
    }

    /** The newest one without what only this gateway tells: the protocol's {@code hello-ok} is a closed object. */
    public ObjectNode official() {
        Made made = newest;
        return made == null ? Json.object() : made.official();
    }

    /** A new summary. Must not be modified. */
    public ObjectNode fresh() {
        making.lock();
        try {
            ObjectNode official = make();
            ObjectNode summary = withOwn(official);
            Made before = newest;
            newest = new Made(official, summary, System.nanoTime(), before == null ? 1 : before.version() + 1);
            return summary;
        } finally {
            making.unlock();
        }
    }

    /** Grows by one with every new summary; 0 before the first. */
    public long version() {
        Made made = newest;
        return made == null ? 0 : made.version();
    }

    private ObjectNode withOwn(ObjectNode official) {
        ObjectNode health = Json.object();
        health.setAll(official);
        health.set("safeMode", safeMode.get());
        health.set("memory", memory.get());
        health.set("appliance", own.get());
        return health;
    }

    private ObjectNode make() {
        long begun = System.nanoTime();
        String defaultAgent = agents.defaultAgentId();
        ObjectNode health = Json.object().put("ok", true).put("ts", clock.millis());
        ObjectNode sessionSummary = sessionSummary();
        ObjectNode plugins = Json.object();
        plugins.putArray("loaded");
        plugins.putArray("errors");
        plugins.putArray("unavailable");
        health.put("durationMs", (System.nanoTime() - begun) / 1_000_000);
        health.set("plugins", plugins);
        health.putObject("channels");
        health.putArray("channelOrder");
        health.putObject("channelLabels");
        health.put("heartbeatSeconds", 0).put("defaultAgentId", defaultAgent);
        ArrayNode agentList = health.putArray("agents");
        for (String id : agentIds.get()) {
            ObjectNode agent = agentList.addObject().put("agentId", id).put("isDefault", id.equals(defaultAgent));
            ObjectNode heartbeat = heartbeats.apply(id);
            agent.set("heartbeat", heartbeat == null ? noHeartbeat() : heartbeat);
            if (id.equals(defaultAgent) && heartbeat != null) {
                health.put("heartbeatSeconds", heartbeat.path("everyMs").asLong() / 1000);
            }
            agent.set("sessions", sessionSummary);
        }
        health.set("sessions", sessionSummary);
        return health;
    }

    private ObjectNode sessionSummary() {
        ObjectNode summary = Json.object().put("path", databasePath).put("count", sessions.count());
        ArrayNode recent = summary.putArray("recent");
        long now = clock.millis();
        for (Session session : sessions.newest(RECENT_SESSIONS)) {
            recent.addObject()
                    .put("key", session.key().toString())
                    .put("updatedAt", session.updatedAt())
                    .put("age", Math.max(0, now - session.updatedAt()));
        }
        return summary;
    }

    private static ObjectNode noHeartbeat() {
        return Json.object()
                .put("enabled", false)
                .put("every", "0m")
                .putNull("everyMs")
                .put("prompt", "")
                .put("target", "none")
                .put("ackMaxChars", 0);
    }
}
