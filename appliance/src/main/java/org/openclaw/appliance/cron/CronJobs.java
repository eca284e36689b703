package org.openclaw.appliance.cron;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.openclaw.appliance.agent.AgentRuns;
import org.openclaw.appliance.agent.Agents;
import org.openclaw.appliance.channel.Channels;
import org.openclaw.appliance.command.CommandRun;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.presence.SystemEvents;
import org.openclaw.appliance.protocol.CronParams;
import org.openclaw.appliance.protocol.ErrorShape;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.rpc.Events;
import org.openclaw.appliance.rpc.Lifecycle;
import org.openclaw.appliance.session.SessionKey;
import org.openclaw.appliance.session.Sessions;
import org.openclaw.appliance.session.ShortSessions;
import org.openclaw.appliance.store.Store;

/** The scheduled jobs: what there are, what became of them, and changes to both. Thread-safe; blocks on the disk. */
public final class CronJobs implements AutoCloseable {

    /** Most jobs there may be. */
    public static final int MOST = 500;

    private final Store store;
    private final Clock clock;
    private final Gate gate;
    private final Agents agents;
    private final Definition definition;
    private final Announcer announcer;
    private final JobWork work;
    private final Cron engine;
    private final Supplier<Config> config;
    private final String instance = UUID.randomUUID().toString();

    /**
     * What it is made of.
     *
     * @param wake asks for a heartbeat in a conversation
     * @param owner leaves a note for the owner
     * @param channels made when first needed
     * @param clockTrusted whether the time of day is known
     */
    public record Parts(
            Supplier<Config> config,
            Store store,
            Events events,
            Lifecycle lifecycle,
            Agents agents,
            Sessions sessions,
            AgentRuns runs,
            SystemEvents notes,
            Supplier<Channels> channels,
            Consumer<SessionKey> wake,
            Consumer<String> owner,
            BooleanSupplier clockTrusted) {}

    /**
     * @param scheduler runs short, non-blocking tasks
     * @param workers starts a virtual thread per task
     */
    public CronJobs(Parts parts, ScheduledExecutorService scheduler, Executor workers) {
        this.store = parts.store();
        this.clock = parts.lifecycle().clock();
        this.config = parts.config();
        this.agents = parts.agents();
        this.gate = new Gate(parts.config(), parts.lifecycle(), parts.clockTrusted());
        this.definition = new Definition(agents::knows);
        this.announcer = new Announcer(parts.channels());
        this.work = new JobWork(
                parts.config(), agents, parts.sessions(), new ShortSessions(store, parts.sessions(), clock), parts.runs(),
                parts.notes(), parts.wake(), new CommandRun(scheduler, workers));
        Alarms alarms = new Alarms(parts.config(), parts.channels(), announcer, parts.owner());
        this.engine = new Cron(
                new Cron.Parts(store, parts.events(), clock, gate, work, announcer, alarms),
                parts.lifecycle()::uptimeMillis, scheduler, workers);
    }

    /** Whether there is any job to look after. */
    public static boolean hasWork(Store store) {
        return JobTable.hasWork(store);
    }

    /** Begins to run jobs, after mending what the last process left. Blocks on the disk. */
    public void start() {
        engine.start(config.get().flag("cron.skipMissedJobs", false));
    }

    /** The configuration was changed. */
    public void apply() {
        engine.changed();
    }

    /** As {@code cron.status} answers. */
    public ObjectNode status() {
        ObjectNode status = Json.object()
                .put("enabled", gate.enabled())
                .put("triggersEnabled", false)
                .put("storePath", store.file().toString())
                .put("storage", "sqlite")
                .put("sqlitePath", store.file().toString())
                .put("jobs", store.read(JobTable::count));
        Optional<Long> next = store.read(JobTable::next);
        return next.isPresent() && gate.enabled() ? status.put("nextWakeAtMs", next.get()) : status.putNull("nextWakeAtMs");
    }

    /** As {@code cron.list} answers. */
    public ObjectNode list(CronParams.ListJobs wanted) {
        List<Job> jobs = store.read(JobTable::all).stream()
                .filter(job -> Selection.admits(wanted, job, owner(job)))
                .sorted(Selection.order(wanted))
                .toList();
        int limit = wanted.limit() == null ? 200 : wanted.limit();
        int offset = wanted.offset() == null ? 0 : wanted.offset();
        ObjectNode page = Json.object();
        ArrayNode shown = page.putArray("jobs");
        ObjectNode previews = Json.object();
        for (Job job : jobs.stream().skip(offset).limit(limit).toList()) {
            shown.add(Boolean.TRUE.equals(wanted.compact()) ? Selection.compact(job, owner(job)) : view(job));
            if (!Boolean.FALSE.equals(wanted.includeDeliveryPreviews())) {
                previews.set(job.id(), announcer.preview(job));
            }
        }
        page.put("snapshotRevision", Selection.revision(jobs));
        Pages.close(page, jobs.size(), offset, limit, shown.size());
        page.set("deliveryPreviews", previews);
        return page;
    }

    private String owner(Job job) {
        String agent = job.agentId() == null ? agents.defaultAgentId() : job.agentId();
        return agents.knows(agent) ? agent : null;
    }

    private ObjectNode view(Job job) {
        ObjectNode view = job.view();
        String owner = owner(job);
        return owner == null ? view.putNull("effectiveAgentId") : view.put("effectiveAgentId", owner);
    }

    /** One job, as the protocol shows it. */
    public ObjectNode get(String id) throws ProtocolException {
        return find(id).view();
    }

    private Job find(String id) throws ProtocolException {
        return store.read(sql -> JobTable.find(sql, id)).orElseThrow(() -> notFound(id));
    }

    private static ProtocolException notFound(String id) {
        return new ProtocolException(ErrorShape.invalid("Automation not found: " + id
                        + ". List automations and retry with a current job id: `openclaw cron list --all`")
                .withDetails(Json.object().put("code", "CRON_JOB_NOT_FOUND").put("jobId", id)));
    }

    /** Adds a job; one that is declared under a key that is known already is changed instead. */
    public ObjectNode add(CronParams.Add wanted) throws ProtocolException {
        long now = clock.millis();
        ObjectNode made = definition.of(wanted, now);
        Optional<Job> declared = wanted.declarationKey() == null
                ? Optional.empty()
                : store.read(sql -> JobTable.declared(sql, wanted.declarationKey()));
        if (declared.isPresent()) {
            return declaredAgain(declared.get(), made, wanted.enabled(), now);
        }
        boolean enabled = !Boolean.FALSE.equals(wanted.enabled());
        String id = UUID.randomUUID().toString();
        Job fresh = new Job(id, enabled, made, Json.object(), 0, 0, now, now);
        Job job = fresh.with(enabled, fresh.state(), enabled ? Aftermath.orZero(fresh.schedule().next(now)) : 0, 0);
        boolean added = store.write(sql -> {
            boolean room = JobTable.count(sql) < MOST;
            if (room) {
                JobTable.insert(sql, job);
            }
            return room;
        });
        if (!added) {
            throw ProtocolException.unavailable("there are " + MOST + " automations already; remove one first");
        }
        engine.publish("added", job, Json.object());
        engine.changed();
        ObjectNode view = job.view();
        view.set("deliveryPreview", announcer.preview(job));
        return wanted.declarationKey() == null ? view : Json.object().put("created", true).set("job", view);
    }

    private ObjectNode declaredAgain(Job known, ObjectNode made, Boolean enabled, long now) throws ProtocolException {
        boolean same = known.definition().equals(made) && (enabled == null || enabled == known.enabled());
        Job job = same ? known : store(known.id(), known.revision(), made, enabled == null ? known.enabled() : enabled, now);
        return Json.object().put("created", false).put("updated", !same).set("job", job.view());
    }

    /** Changes a job. @param revision that it must still have, or null */
    public ObjectNode update(String id, JsonNode patch, String revision) throws ProtocolException {
        if (patch == null || !patch.isObject()) {
            throw ProtocolException.invalid("invalid cron.update params: must have required property 'patch'");
        }
        Job before = find(id);
        long now = clock.millis();
        ObjectNode made = definition.patched(before.definition(), (ObjectNode) patch, now);
        boolean enabled = patch.path("enabled").asBoolean(before.enabled());
        return store(id, revision, made, enabled, now).view();
    }

    private Job store(String id, String revision, ObjectNode made, boolean enabled, long now) throws ProtocolException {
        Optional<Job> stored = store.write(sql -> JobTable.find(sql, id)
                .filter(job -> revision == null || revision.equals(job.revision()))
                .map(job -> {
                    Job changed = changed(job, made, enabled, now);
                    JobTable.update(sql, changed);
                    return changed;
                }));
        if (stored.isEmpty()) {
            find(id);
            throw ProtocolException.invalid("the automation was changed meanwhile; read it again and repeat the change");
        }
        engine.publish("updated", stored.get(), Json.object());
        engine.changed();
        return stored.get();
    }

    private static Job changed(Job job, ObjectNode made, boolean enabled, long now) {
        ObjectNode state = job.state().deepCopy();
        boolean restarted = enabled && !job.enabled();
        if (restarted) {
            state.remove(List.of("autoDisabled", "_interruptions", "_alerted"));
            state.put("consecutiveErrors", 0);
        }
        Job defined = new Job(job.id(), enabled, made, state, 0, job.runningAt(), job.createdAt(), now);
        boolean planned = !restarted && job.nextRunAt() > 0
                && made.path("schedule").equals(job.definition().path("schedule"));
        long next = !enabled ? 0 : planned ? job.nextRunAt() : Aftermath.orZero(defined.schedule().next(now));
        return defined.with(enabled, state, next, job.runningAt());
    }

    /** Removes a job; one that runs now is removed all the same, and its run goes on to its end. */
    public ObjectNode remove(String id) throws ProtocolException {
        Job job = find(id);
        if (!store.write(sql -> JobTable.delete(sql, id))) {
            throw notFound(id);
        }
        boolean running = engine.isRunning(id);
        if (!running) {
            work.forget(job);
        }
        engine.publish("removed", job, Json.object());
        engine.changed();
        ObjectNode answer = Json.object().put("ok", true).put("removed", true);
        return running ? answer.put("sessionCleanup", "pending") : answer;
    }

    /** Runs a job now. @param mode {@code force}, {@code due} or {@code if-enabled}; null for the first */
    public ObjectNode run(String id, String mode) throws ProtocolException {
        Job job = find(id);
        String obstacle = gate.obstacle();
        if (obstacle != null && !obstacle.equals("disabled") && !obstacle.equals("clock-not-trusted")) {
            throw ProtocolException.unavailable("no automation can run now: " + obstacle);
        }
        if ("due".equals(mode) && (!job.enabled() || job.nextRunAt() == 0 || job.nextRunAt() > clock.millis())) {
            return Json.object().put("ok", true).put("ran", false).put("reason", "not-due");
        }
        if ("if-enabled".equals(mode) && !job.enabled()) {
            return Json.object().put("ok", true).put("ran", false).put("reason", "disabled");
        }
        return switch (engine.runNow(job)) {
            case Cron.Wish.Begun(String runId) ->
                Json.object().put("ok", true).put("enqueued", true).put("runId", runId).put("processInstanceId", instance);
            case Cron.Wish.Not(String reason) when reason.equals("busy") ->
                throw ProtocolException.unavailable("too many automations run now; retry shortly");
            case Cron.Wish.Not(String reason) -> Json.object().put("ok", true).put("ran", false).put("reason", reason);
        };
    }

    /** As {@code cron.runs} answers. */
    public ObjectNode runs(CronParams.Runs wanted) {
        String id = wanted.id() != null ? wanted.id() : wanted.jobId();
        String job = "all".equals(wanted.scope()) ? null : id;
        return store.read(sql -> RunLog.page(sql, wanted, job));
    }

    @Override
    public void close() {
        engine.close();
    }
}
