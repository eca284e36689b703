package org.openclaw.appliance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ScheduledExecutorService;
import org.openclaw.appliance.boot.InstanceLock;
import org.openclaw.appliance.boot.MemoryPreflight;
import org.openclaw.appliance.boot.StartRefused;
import org.openclaw.appliance.boot.Teardown;
import org.openclaw.appliance.bootlog.PlannedEnd;
import org.openclaw.appliance.bootlog.Vitals;
import org.openclaw.appliance.clock.ClockGate;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.config.Environment;
import org.openclaw.appliance.config.GatewaySettings;
import org.openclaw.appliance.console.CommandRoutes;
import org.openclaw.appliance.guard.LastWords;
import org.openclaw.appliance.inbound.InboundQueue;
import org.openclaw.appliance.log.Logging;
import org.openclaw.appliance.node.Nodes;
import org.openclaw.appliance.outbound.Outbound;
import org.openclaw.appliance.restart.RestartMethods;
import org.openclaw.appliance.rpc.Dispatcher;
import org.openclaw.appliance.rpc.Lifecycle;
import org.openclaw.appliance.rpc.Method;
import org.openclaw.appliance.rpc.Methods;
import org.openclaw.appliance.rpc.Timings;
import org.openclaw.appliance.server.HttpServer;
import org.openclaw.appliance.server.Route;
import org.openclaw.appliance.settings.ReloadState;
import org.openclaw.appliance.status.ProbeRoutes;
import org.openclaw.appliance.store.Store;
import org.openclaw.appliance.watchdog.WedgeMethods;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * The gateway, put together by hand: every part is constructed here, in order, and stopped in reverse. The parts are the small
 * classes beside this one; each constructs the features of its subject. A new method set or route is one line in
 * {@link #makeMethods} or {@link #routes}, or in the part it belongs to.
 */
public final class Appliance implements AutoCloseable {

    private static final Duration LOCK_PATIENCE = Duration.ofSeconds(5);
    private static final Duration RUN_PATIENCE = Duration.ofSeconds(5);
    private static final Duration COMMAND_PATIENCE = Duration.ofSeconds(3);
    private static final TaggedLogger LOG = Logger.tag("gateway");

    private final Launch launch;
    private final Ground ground;
    private final Teardown teardown;
    private final InstanceLock lock;
    private final Troubles troubles;
    private final Starts starts;
    private final Store store;
    private final DiskWatch disk;
    private final ClockGate clockGate;
    private final Edge edge;
    private final Turns turns;
    private final AgentTools agentTools;
    private final MemoryWatch memoryWatch;
    private final Automation automation;
    private final Messaging messaging;
    private final Standing standing;
    private final Doors doors;
    private final Reloading reloading;
    private final Methods methods;
    private final Dispatcher dispatcher;
    private final CommandRoutes commands;
    private final HttpServer server;
    private volatile Stop stop = Stop.AT_ONCE;

    /**
     * Starts a gateway; returns when it is ready.
     *
     * @param logging open already, and left open
     * @param scheduler the process's one scheduler, left running
     * @throws StartRefused when it can't start; nothing it opened is left open then
     */
    public static Appliance start(Launch launch, Logging logging, ScheduledExecutorService scheduler) throws StartRefused {
        Teardown teardown = new Teardown();
        try {
            Appliance appliance = new Appliance(launch, Ground.of(launch, logging, scheduler), teardown);
            appliance.open();
            return appliance;
        } catch (StartRefused | RuntimeException e) {
            teardown.close();
            throw e;
        }
    }

    private Appliance(Launch launch, Ground ground, Teardown teardown) throws StartRefused {
        this.launch = launch;
        this.ground = ground;
        this.teardown = teardown;

        ground.starting("memory");
        MemoryPreflight preflight = MemoryPreflight.of(ground.memory().read());
        LOG.info(preflight.line());

        ground.starting("lock");
        lock = teardown.add("instance lock", InstanceLock.acquire(launch.paths().runDir().resolve("gateway.lock"), LOCK_PATIENCE));

        ground.starting("boot record");
        troubles = teardown.add("stability record", new Troubles(ground));
        starts = new Starts(ground, this::vitals, this::refreshHealth, teardown);

        ground.starting("database");
        store = teardown.add("database", ground.openStore());
        starts.keepIn(store);
        teardown.add("worker threads", ground.workers()::shutdownNow);

        disk = teardown.add("disk guard", new DiskWatch(ground, store, this::refreshHealth));
        clockGate = teardown.add("clock gate", new ClockGate(ground.wallClock(), ground.scheduler(), ground.workers()));
        edge = new Edge(ground);

        ground.starting("features");
        turns = new Turns(ground, store, outbound(), preflight.lean(), this::checkConfig);
        agentTools = teardown.add("commands of agents", new AgentTools(ground, store, turns, this::nodes, this::outbound));
        turns.runs().approvals(agentTools::approve);
        LastWords lastWords = teardown.add("last words", starts.lastWords(troubles::emergency));
        memoryWatch = new MemoryWatch(ground, store, turns, agentTools::shed, lastWords);
        automation = new Automation(ground, store, turns, this::outbound, clockGate::isOpen);
        messaging = new Messaging(ground, store, turns, automation.channels());
        standing = new Standing(ground, new Standing.Given(
                turns, starts, clockGate, disk, edge, memoryWatch, troubles, automation, preflight.lean(),
                this::reloadState, this::port));
        doors = new Doors(ground, store);
        reloading = new Reloading(ground, this::apply, standing::refresh);
        edge.renewCertificatesWhile(reloading::isOn);
        methods = makeMethods();
        dispatcher = new Dispatcher(
                methods, ground.workers(), new Timings(() -> ground.now().settings().log().timings(), System::nanoTime),
                DiskWatch::explanation);
        commands = new CommandRoutes(dispatcher, launch.environment(), launch.paths(), launch.platform(), ground.clock());
        server = new HttpServer(
                edge.server(),
                routes(),
                doors.connections(methods, dispatcher, standing.hello(doors.nodes()), troubles::tooLarge));
    }

    /** Every method the gateway answers: one line each part or set. */
    private Methods makeMethods() {
        Methods all = new Methods();
        add(all, standing.methods(store));
        add(all, turns.methods(automation::way));
        add(all, troubles.methods());
        add(all, memoryWatch.methods(launch.paths().dev()));
        add(all, reloading.methods(turns::note));
        add(all, doors.methods());
        add(all, new RestartMethods(launch.restarts(), () -> turns.workBesides(calls() - 1), this::identity).methods());
        add(all, agentTools.methods());
        add(all, starts.methods());
        watch().wedges().ifPresent(wedges -> add(all, new WedgeMethods(wedges).methods()));
        add(all, automation.methods());
        add(all, messaging.methods());
        return launch.rescue().isPresent() ? Rescue.only(all) : all;
    }

    private void add(Methods methods, List<Method<?>> set) {
        set.forEach(method -> methods.add(troubles.audited(method)));
    }

    /** Everything the gateway answers over HTTP: one line each set. */
    private List<Route> routes() {
        boolean rescue = launch.rescue().isPresent();
        List<Route> routes = new ArrayList<>();
        routes.addAll(new ProbeRoutes(ground.lifecycle(), ground.version(), this::failing, rescue).routes());
        routes.addAll(commands.routes());
        if (rescue) {
            return routes;
        }
        routes.addAll(agentTools.routes());
        routes.addAll(automation.routes());
        routes.addAll(messaging.routes());
        routes.addAll(new HttpApis(ground, turns, dispatcher).routes());
        return routes;
    }

    private void open() throws StartRefused {
        ground.starting("listening");
        edge.listen(server);
        teardown.add("listener", () -> server.stop(stop.reason(), stop.restartExpectedMs()));
        edge.open(server, teardown);
        standing.look();
        turns.runs().reportInterrupted(InboundQueue::isOwnRun);
        teardown.add("health refresh", standing.refreshRegularly());
        OptionalInt door = edge.announce(server, commands, teardown);
        memoryWatch.noteEnd(starts.boots().previous(), starts.boots()::memoryEmergencies);
        troubles.begun(starts.boots().previous(), ground.workers());
        memoryWatch.begin(standing::memoryChanged, server.thrift());
        teardown.add("memory guard", memoryWatch);
        teardown.add("config watch", reloading);
        launch.secrets().published(ground.config(), turns::note);
        reloading.start();
        launch.restarts().attach(() -> turns.workBesides(calls()).total());
        clockGate.begin();
        disk.begin();
        ground.lifecycle().ready();
        teardown.add("automation", automation);
        teardown.add("messages", messaging);
        if (launch.rescue().isEmpty()) {
            automation.begin();
            messaging.begin();
            clockGate.whenOpen(automation::apply);
        }
        LOG.info("listening on :{}", server.boundPort());
        standing.ready();
        starts.boots().ready(ground.scheduler(), ground.workers());
        teardown.add("watchdog", watch().begin(starts.boots(), door));
    }

    private Outbound outbound() {
        return new Outbound(
                () -> ground.config().texts(Outbound.FALLBACK), ground.now()::variable, launch.paths().dev(),
                clockGate::doubt);
    }

    private Watch watch() {
        return new Watch(ground, store, troubles::stalled, () -> server);
    }

    // What follows is called by parts that are older than what they ask for.

    private Nodes nodes() {
        return doors.nodes();
    }

    private ReloadState reloadState() {
        return reloading.state();
    }

    private void checkConfig() {
        reloading.check();
    }

    private void refreshHealth() {
        standing.refresh();
    }

    // Asked for the first time before there is a guard.
    private Vitals vitals() {
        MemoryWatch watch = memoryWatch;
        return new Vitals(ground.memory().read().rss(), watch == null ? null : watch.level());
    }

    private List<String> failing() {
        return starts.held().map(List::of).orElseGet(disk::failing);
    }

    private int calls() {
        return dispatcher.inProgress();
    }

    private RestartMethods.Identity identity() {
        return new RestartMethods.Identity(ProcessHandle.current().pid(), lock.ownerId(), server.boundPort());
    }

    /** Puts another state of the configuration in force. */
    private void apply(GatewaySettings next, Environment with) {
        Config before = ground.config();
        ground.now().put(next, with);
        launch.secrets().published(next.config(), turns::note);
        troubles.configChanged(before, next.config());
        memoryWatch.apply(next.config());
        automation.apply();
        messaging.apply();
        doors.apply(next);
        ground.logging().apply(ground.logging().settings().following(next.log(), launch.verbose()));
    }

    /** Every method it answers. */
    Methods methods() {
        return methods;
    }

    /** The configuration in force. */
    Config config() {
        return ground.config();
    }

    /** The port in use. */
    public int port() {
        return server.boundPort();
    }

    /** Ends turns, tells clients, closes everything; at most about ten seconds. */
    @Override
    public void close() {
        stop(Stop.AT_ONCE);
    }

    /** Takes no more work, waits for what runs as long as it may, and closes everything. Once only. */
    void stop(Stop how) {
        if (ground.lifecycle().state() == Lifecycle.State.DRAINING) {
            return;
        }
        stop = how;
        ground.lifecycle().draining();
        if (how.restartExpectedMs() != null) {
            starts.boots().plan(PlannedEnd.restart(how.cause()));
        }
        if (how.drain().isPositive()) {
            server.announce(how.reason(), how.restartExpectedMs());
            how.drain(turns.runs(), launch.platform().supervisorNotifier());
        }
        try (Troubles.StopWatch _ = troubles.stopping(how.cause().isEmpty() ? how.reason() : how.cause())) {
            turns.runs().stop(RUN_PATIENCE);
            commands.settle(COMMAND_PATIENCE);
            teardown.close();
        }
    }
}
