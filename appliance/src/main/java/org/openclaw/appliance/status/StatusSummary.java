package org.openclaw.appliance.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.openclaw.appliance.platform.MemoryProbe;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.rpc.Lifecycle;
import org.openclaw.appliance.session.AgentDirectory;
import org.openclaw.appliance.session.RunStatus;
import org.openclaw.appliance.session.Session;
import org.openclaw.appliance.session.Sessions;

/** The answer of {@code status}: a short account of the gateway for its operator. Thread-safe; reads the database. */
public final class StatusSummary {

    private static final int RECENT_SESSIONS = 10;

    /**
     * What doesn't change while the process lives.
     *
     * @param version the product's
     * @param runtime the Java runtime's version
     * @param profile {@code lean} or {@code standard}
     * @param databasePath where sessions are kept; shown to admins only
     * @param launcherFlags the JVM flags in force; shown to admins only
     */
    public record Identity(
            String version, String runtime, String profile, String databasePath, String launcherFlags) {}

    private final Sessions sessions;
    private final AgentDirectory agents;
    private final Supplier<List<String>> agentIds;
    private final Supplier<List<String>> queuedEvents;
    private final MemoryProbe memory;
    private final Lifecycle lifecycle;
    private final Identity identity;
    private final Supplier<Optional<String>> exposure;
    private final Supplier<ArrayNode> degradedSecretOwners;
    private final Function<String, ObjectNode> heartbeats;
    private final Consumer<ObjectNode> more;
    private final Clock clock;

    /**
     * @param exposure a line on how the gateway is reached through Tailscale; empty where it isn't
     * @param degradedSecretOwners whose secrets can't be had
     * @param heartbeats how an agent's heartbeat is configured; null where it has none
     * @param more adds what other parts of the appliance have to tell
     */
    public StatusSummary(
            Sessions sessions,
            AgentDirectory agents,
            Supplier<List<String>> agentIds,
            Supplier<List<String>> queuedEvents,
            MemoryProbe memory,
            Lifecycle lifecycle,
            Identity identity,
            Supplier<Optional<String>> exposure,
            Supplier<ArrayNode> degradedSecretOwners,
            Function<String, ObjectNode> heartbeats,
            Consumer<ObjectNode> more) {
        this.sessions = sessions;
        this.agents = agents;
        this.agentIds = agentIds;
        this.queuedEvents = queuedEvents;
        this.memory = memory;
        this.lifecycle = lifecycle;
        this.identity = identity;
        this.exposure = exposure;
        this.degradedSecretOwners = degradedSecretOwners;
        this.heartbeats = heartbeats;
        this.more = more;
        this.clock = lifecycle.clock();
    }

    /**
     * @param admin whether the caller may see paths, flags and queued texts
     * @param forCli whether the caller prints it instead of reading this host's files
     */
    public ObjectNode make(boolean admin, boolean forCli) {
        String defaultAgent = agents.defaultAgentId();
        ObjectNode status = Json.object().put("runtimeVersion", identity.version());
        if (forCli) {
            status.set("cliProjection", cliProjection(defaultAgent));
        }
        status.set("heartbeat", heartbeat(defaultAgent));
        status.putArray("channelSummary");
        ArrayNode queued = status.putArray("queuedSystemEvents");
        if (admin) {
            queuedEvents.get().forEach(queued::add);
        }
        status.set("degradedSecretOwners", degradedSecretOwners.get());
        status.putArray("degradedPlugins");
        status.set("tasks", tasks());
        status.set("sessions", sessionOverview(defaultAgent, admin));
        status.set("appliance", appliance(admin));
        return status;
    }

    private ObjectNode cliProjection(String defaultAgent) {
        ObjectNode projection = Json.object();
        ObjectNode known = projection.putObject("agents")
                .put("defaultId", defaultAgent)
                .put("ownership", "sole")
                .put("selectionRequired", false);
        ArrayNode rows = known.putArray("rows");
        agentIds.get().forEach(id -> rows.addObject().put("id", id));
        projection.putNull("updateChannel");
        projection.putObject("memoryPlugin").put("enabled", false).putNull("slot");
        return projection;
    }

    private ObjectNode heartbeat(String defaultAgent) {
        ObjectNode heartbeat = Json.object().put("defaultAgentId", defaultAgent);
        ArrayNode list = heartbeat.putArray("agents");
        for (String id : agentIds.get()) {
            ObjectNode own = heartbeats.apply(id);
            boolean on = own != null && own.path("enabled").asBoolean();
            ObjectNode line = list.addObject().put("agentId", id).put("enabled", on);
            line.put("every", on ? own.path("every").asText() : "0m");
            line.set("everyMs", on ? own.get("everyMs") : null);
            line.put("waitingForRoute", false);
        }
        return heartbeat;
    }

    private static ObjectNode tasks() {
        ObjectNode tasks = Json.object().put("total", 0).put("active", 0).put("terminal", 0).put("failures", 0);
        ObjectNode byStatus = tasks.putObject("byStatus");
        for (String state : List.of("queued", "running", "succeeded", "failed", "timed_out", "cancelled", "lost")) {
            byStatus.put(state, 0);
        }
        ObjectNode byRuntime = tasks.putObject("byRuntime");
        for (String runtime : List.of("subagent", "acp", "cli", "cron")) {
            byRuntime.put(runtime, 0);
        }
        return tasks;
    }

    private ObjectNode sessionOverview(String defaultAgent, boolean admin) {
        AgentDirectory.Defaults defaults = agents.defaults(defaultAgent);
        ObjectNode overview = Json.object();
        ArrayNode paths = overview.putArray("paths");
        if (admin) {
            paths.add(identity.databasePath());
        }
        overview.put("count", sessions.count());
        ObjectNode shownDefaults = overview.putObject("defaults").put("model", defaults.model());
        if (defaults.contextTokens() > 0) {
            shownDefaults.put("contextTokens", defaults.contextTokens());
        } else {
            shownDefaults.putNull("contextTokens");
        }
        List<Session> newest = sessions.newest(RECENT_SESSIONS);
        ArrayNode recent = overview.putArray("recent");
        newest.forEach(session -> recent.add(sessionStatus(session, agents.defaults(session.key().agentId()))));
        ArrayNode byAgent = overview.putArray("byAgent");
        for (String id : agentIds.get()) {
            ObjectNode agent = byAgent.addObject()
                    .put("agentId", id)
                    .put("path", admin ? identity.databasePath() : "[redacted]")
                    .put("count", sessions.count(id));
            AgentDirectory.Defaults own = agents.defaults(id);
            ArrayNode ownRecent = agent.putArray("recent");
            sessions.newest(id, RECENT_SESSIONS).forEach(session -> ownRecent.add(sessionStatus(session, own)));
        }
        return overview;
    }

    private ObjectNode sessionStatus(Session session, AgentDirectory.Defaults defaults) {
        Session.Tokens tokens = session.tokens();
        ObjectNode row = Json.object()
                .put("agentId", session.key().agentId())
                .put("key", session.key().toString())
                .put("kind", "direct")
                .put("sessionId", session.sessionId())
                .put("updatedAt", session.updatedAt())
                .put("age", Math.max(0, clock.millis() - session.updatedAt()))
                .put("systemSent", session.messages() > 0)
                .put("abortedLastRun", session.run().status() == RunStatus.KILLED)
                .put("inputTokens", tokens.input())
                .put("outputTokens", tokens.output())
                .put("cacheRead", tokens.cacheRead())
                .put("cacheWrite", tokens.cacheWrite())
                .put("totalTokens", tokens.contextUsed())
                .put("totalTokensFresh", true);
        String model = tokens.model() != null ? tokens.model() : defaults.model();
        String configured = reference(defaults.modelProvider(), defaults.model());
        row.put("model", model).put("configuredModel", configured);
        row.put("selectedModel", session.setting("model").orElse(configured));
        row.put("runtime", "openclaw");
        long window = defaults.contextTokens();
        if (window > 0) {
            long left = Math.max(0, window - tokens.contextUsed());
            row.put("remainingTokens", left).put("percentUsed", Math.min(100, tokens.contextUsed() * 100 / window));
            row.put("contextTokens", window);
        } else {
            row.putNull("remainingTokens").putNull("percentUsed").putNull("contextTokens");
        }
        row.putArray("flags").add("id:" + session.sessionId());
        return row;
    }

    private static String reference(String provider, String model) {
        return provider == null || model == null ? model : provider + "/" + model;
    }

    private ObjectNode appliance(boolean admin) {
        MemoryProbe.Reading reading = memory.read();
        ObjectNode appliance = Json.object()
                .put("profile", identity.profile())
                .put("javaRuntime", identity.runtime())
                .put("uptimeMs", lifecycle.uptimeMillis())
                .put("startedAtMs", lifecycle.startedAtMillis())
                .put("pid", ProcessHandle.current().pid());
        ObjectNode figures = appliance.putObject("memory");
        figure(figures, "totalBytes", reading.total());
        figure(figures, "availableBytes", reading.available());
        figure(figures, "rssBytes", reading.rss());
        figure(figures, "rssAnonBytes", reading.rssAnon());
        figure(figures, "peakRssBytes", reading.peakRss());
        figure(figures, "limitBytes", reading.limit());
        Runtime jvm = Runtime.getRuntime();
        figures.put("heapUsedBytes", jvm.totalMemory() - jvm.freeMemory()).put("heapMaxBytes", jvm.maxMemory());
        exposure.get().ifPresent(line -> appliance.put("tailscaleExposure", line));
        more.accept(appliance);
        if (admin && identity.launcherFlags() != null) {
            appliance.put("launcherFlags", identity.launcherFlags());
        }
        return appliance;
    }

    private static void figure(ObjectNode figures, String name, long bytes) {
        if (bytes != MemoryProbe.Reading.UNKNOWN) {
            figures.put(name, bytes);
        }
    }
}
