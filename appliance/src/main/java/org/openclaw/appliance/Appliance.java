package org.openclaw.appliance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.openclaw.appliance.access.Authenticator;
import org.openclaw.appliance.access.AutoApproval;
import org.openclaw.appliance.access.ConnectPolicy;
import org.openclaw.appliance.access.DeviceTokens;
import org.openclaw.appliance.access.FailedAttempts;
import org.openclaw.appliance.access.GatewayIdentity;
import org.openclaw.appliance.access.Pairing;
import org.openclaw.appliance.access.LiveSecret;
import org.openclaw.appliance.agent.AgentMethods;
import org.openclaw.appliance.agent.AgentParts;
import org.openclaw.appliance.agent.Agents;
import org.openclaw.appliance.agent.ChatMethods;
import org.openclaw.appliance.boot.ExitCode;
import org.openclaw.appliance.boot.InstanceLock;
import org.openclaw.appliance.boot.MemoryPreflight;
import org.openclaw.appliance.boot.PortBinding;
import org.openclaw.appliance.boot.StartRefused;
import org.openclaw.appliance.boot.Teardown;
import org.openclaw.appliance.bootlog.BootLog;
import org.openclaw.appliance.bootlog.BootReport;
import org.openclaw.appliance.bootlog.PlannedEnd;
import org.openclaw.appliance.bootlog.SafeMode;
import org.openclaw.appliance.bootlog.SafeModeMethods;
import org.openclaw.appliance.bootlog.SafeModeWish;
import org.openclaw.appliance.bootlog.Vitals;
import org.openclaw.appliance.channel.ChannelMethods;
import org.openclaw.appliance.channel.CommandOwner;
import org.openclaw.appliance.channel.DirectMessagePairing;
import org.openclaw.appliance.clock.ClockGate;
import org.openclaw.appliance.clock.WallClock;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.config.Environment;
import org.openclaw.appliance.config.GatewaySettings;
import org.openclaw.appliance.console.CommandRoutes;
import org.openclaw.appliance.guard.LastWords;
import org.openclaw.appliance.log.Logging;
import org.openclaw.appliance.node.NodeMethods;
import org.openclaw.appliance.node.Nodes;
import org.openclaw.appliance.outbound.Outbound;
import org.openclaw.appliance.pairing.DeviceMethods;
import org.openclaw.appliance.pairing.LanAddresses;
import org.openclaw.appliance.pairing.PairingEvents;
import org.openclaw.appliance.pairing.SetupLinks;
import org.openclaw.appliance.pairing.UpgradeMethods;
import org.openclaw.appliance.platform.HostFacts;
import org.openclaw.appliance.platform.MemoryProbe;
import org.openclaw.appliance.platform.SupervisorNotifier;
import org.openclaw.appliance.presence.Presence;
import org.openclaw.appliance.presence.PresenceMethods;
import org.openclaw.appliance.presence.Self;
import org.openclaw.appliance.presence.SystemEvents;
import org.openclaw.appliance.protocol.ProductVersion;
import org.openclaw.appliance.provider.ModelMethods;
import org.openclaw.appliance.provider.Models;
import org.openclaw.appliance.restart.ActiveWork;
import org.openclaw.appliance.restart.RestartMethods;
import org.openclaw.appliance.restart.RestartRequest;
import org.openclaw.appliance.rpc.Dispatcher;
import org.openclaw.appliance.rpc.Events;
import org.openclaw.appliance.rpc.Lifecycle;
import org.openclaw.appliance.rpc.Method;
import org.openclaw.appliance.rpc.Methods;
import org.openclaw.appliance.rpc.Timings;
import org.openclaw.appliance.rpc.WriteLimit;
import org.openclaw.appliance.secret.SecretMethods;
import org.openclaw.appliance.server.Backend;
import org.openclaw.appliance.server.BindFailedException;
import org.openclaw.appliance.server.Connections;
import org.openclaw.appliance.server.HttpServer;
import org.openclaw.appliance.server.Limits;
import org.openclaw.appliance.server.Route;
import org.openclaw.appliance.session.SessionKey;
import org.openclaw.appliance.session.SessionMethods;
import org.openclaw.appliance.session.Sessions;
import org.openclaw.appliance.status.HealthNews;
import org.openclaw.appliance.status.HealthSummary;
import org.openclaw.appliance.status.HelloSnapshot;
import org.openclaw.appliance.status.ProbeRoutes;
import org.openclaw.appliance.status.StatusMethods;
import org.openclaw.appliance.status.StatusSummary;
import org.openclaw.appliance.status.SystemInfo;
import org.openclaw.appliance.settings.ConfigMethods;
import org.openclaw.appliance.settings.ConfigReload;
import org.openclaw.appliance.settings.ConfigWrites;
import org.openclaw.appliance.settings.FollowUp;
import org.openclaw.appliance.settings.ReloadState;
import org.openclaw.appliance.skill.Skills;
import org.openclaw.appliance.store.Store;
import org.openclaw.appliance.store.StoreException;
import org.openclaw.appliance.tool.Tools;
import org.openclaw.appliance.usage.Ledger;
import org.openclaw.appliance.usage.UsageMethods;
import org.openclaw.appliance.watchdog.StallReports;
import org.openclaw.appliance.watchdog.WedgeMethods;
import org.openclaw.appliance.websocket.CloseCode;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * The gateway, put together by hand: everything is constructed here, in order, and stopped in reverse. A new method set or
 * route is one line in {@link #methods} or {@link #routes}.
 */
public final class Appliance implements AutoCloseable {

    private static final Duration LOCK_PATIENCE = Duration.ofSeconds(5);
    private static final Duration RUN_PATIENCE = Duration.ofSeconds(5);
    private static final Duration MORE_TIME = Duration.ofSeconds(60);
    private static final long CROWD_MILLIS = 50;
    private static final TaggedLogger LOG = Logger.tag("gateway");

    private final Lifecycle lifecycle = new Lifecycle(Clock.systemUTC());
    private final Events events = new Events();
    private final SystemEvents notes = new SystemEvents();
    /** What agents can do; each feature adds its own as a supplier, made on first use. */
    private final Tools tools = new Tools();
    private final String version = ProductVersion.text();
    private final Launch launch;
    private final LiveSecret secret;
    private volatile GatewaySettings settings;
    private volatile Config config;
    private volatile Environment environment;
    private volatile Stop stop = Stop.AT_ONCE;
    private final Logging logging;
    private final ScheduledExecutorService scheduler;
    private final Teardown teardown;
    private final ExecutorService workers;
    private final MemoryProbe memory;
    private final MemoryPreflight preflight;
    private final InstanceLock lock;
    private final BootLog boots;
    private final SafeMode safeMode;
    private final ClockGate clockGate;
    private final DiskWatch disk;
    private final Store store;
    private final Models models;
    private final Agents agents;
    private final Sessions sessions;
    private final AgentParts turns;
    private final AgentFeatures agentFeatures;
    private final ModelMethods modelMethods;
    private final AgentTools agentTools;
    private final MemoryWatch memoryWatch;
    private final Troubles troubles;
    private final Automation automation;
    private final HealthSummary health;
    private final Presence presence;
    private final HealthNews healthNews;
    private final Pairing pairing;
    private final Nodes nodes;
    private final DirectMessagePairing senders;
    private final Methods methods;
    private final Dispatcher dispatcher;
    private final ConfigReload reload;
    private final CommandRoutes commands;
    private final Edge edge;
    private final HttpServer server;

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
            Appliance appliance = new Appliance(launch, logging, scheduler, teardown);
            appliance.open();
            return appliance;
        } catch (StartRefused | RuntimeException e) {
            teardown.close();
            throw e;
        }
    }

    private Appliance(Launch launch, Logging logging, ScheduledExecutorService scheduler, Teardown teardown)
            throws StartRefused {
        this.launch = launch;
        this.settings = launch.settings();
        this.config = settings.config();
        this.environment = launch.environment();
        this.secret = new LiveSecret(settings.auth());
        this.logging = logging;
        this.scheduler = scheduler;
        this.teardown = teardown;
        HostFacts host = launch.platform().hostFacts();

        phase("memory");
        memory = launch.platform().memoryProbe();
        preflight = MemoryPreflight.of(memory.read());
        LOG.info(preflight.line());

        phase("lock");
        lock = teardown.add("instance lock", InstanceLock.acquire(launch.paths().runDir().resolve("gateway.lock"), LOCK_PATIENCE));

        phase("boot record");
        troubles = teardown.add(
                "stability record", new Troubles(launch, () -> config, logging::masked, lifecycle.clock()));
        boots = teardown.add("boot record", new BootLog(bootPlace(host), lifecycle, this::vitals));
        safeMode = teardown.add("safe mode", safeMode());

        phase("database");
        store = teardown.add("database", openStore());
        boots.keepIn(store, safeMode.isActive());
        workers = Executors.newVirtualThreadPerTaskExecutor();
        teardown.add("worker threads", workers::shutdownNow);

        disk = teardown.add("disk guard", diskWatch());
        clockGate = teardown.add("clock gate", new ClockGate(wallClock(host), scheduler, workers));
        edge = new Edge(launch, () -> config, scheduler, workers, lifecycle.clock());

        phase("features");
        models = new Models(
                () -> config, this::variable, board(host), lifecycle.clock(), outbound());
        agents = new Agents(() -> config, models, settings.workspace(), launch.environment().home());
        sessions = new Sessions(store, events, agents, new Ledger(models::price), lifecycle.clock());
        Skills skills = new Skills(() -> config, () -> environment, launch.paths().stateDir());
        turns = AgentParts.of(
                () -> config, agents, sessions, models, models::complete, tools, notes, events, lifecycle, scheduler, workers,
                new AgentParts.Board(preflight.lean(), skills));
        agentFeatures = new AgentFeatures(new AgentFeatures.Given(
                launch.configFile(), this::follow, store, agents, sessions, turns, skills, tools,
                preflight.lean(), host.hostname(), lifecycle));
        agentTools = teardown.add("commands of agents", new AgentTools(
                launch, () -> config,
                new AgentTools.Given(
                        tools, store, events, notes, lifecycle, agents, sessions, models, turns::runs, this::nodes,
                        this::outbound),
                scheduler, workers));
        turns.runs().approvals(agentTools::approve);
        LastWords lastWords = teardown.add(
                "last words",
                LastWords.open(
                        launch.paths().runDir().resolve("last-words"),
                        situation -> {
                            troubles.emergency(situation);
                            boots.plan(PlannedEnd.emergency(situation));
                        }));
        memoryWatch = new MemoryWatch(
                memory, config, events, lifecycle, workers,
                new MemoryWatch.Given(store, sessions, turns, agentTools::shed, lastWords, this::note));
        automation = new Automation(
                new Automation.Given(
                        store, events, lifecycle, agents, sessions, turns.runs(), notes, launch.paths(), this::note,
                        this::outbound),
                () -> config, clockGate::isOpen, scheduler, workers);
        tools.add(automation::tools);
        modelMethods = new ModelMethods(models, lifecycle.clock());
        health = new HealthSummary(
                sessions,
                agents,
                agents::ids,
                launch.paths().database().toString(),
                safeMode::json,
                () -> memoryWatch.report().brief(),
                () -> reloadState().json(),
                automation::heartbeat,
                lifecycle.clock());
        presence = new Presence(
                new Self(host, version, UUID.randomUUID().toString()), events, health::version, this::soon, lifecycle.clock());
        healthNews = new HealthNews(health, events, presence::version);
        pairing = new Pairing(
                store,
                deviceTokens(),
                new PairingEvents(events, lifecycle.clock()),
                () -> AutoApproval.of(config),
                lifecycle.clock(),
                lifecycle::uptimeMillis);
        nodes = new Nodes(store, pairing, events, lifecycle.clock());
        senders = new DirectMessagePairing(store, lifecycle.clock());
        reload = new ConfigReload(
                launch.configFile(),
                settings,
                launch.reader(),
                followed(),
                launch.restarts(),
                events,
                scheduler,
                workers,
                lifecycle.clock());
        edge.renewCertificatesWhile(() -> !reloadState().mode().equals("off"));
        methods = methods(host);
        dispatcher = new Dispatcher(methods, workers, new Timings(() -> settings.log().timings(), System::nanoTime));
        commands = new CommandRoutes(
                dispatcher, launch.environment(), launch.paths(), launch.platform(), lifecycle.clock());
        server = new HttpServer(
                edge.server(),
                routes(),
                new Connections(backend(), limits()));
    }

    /** Every method the gateway answers: one line each set. */
    private Methods methods(HostFacts host) {
        ChatMethods chat = new ChatMethods(agents, sessions, turns, events, lifecycle.clock());
        Methods all = new Methods();
        add(all, statusMethods(host).methods());
        add(all, new PresenceMethods(presence, notes, this::mainSession).methods());
        add(all, new AgentMethods(agents, sessions, turns.runs(), turns.waits()).methods());
        add(all, chat.methods());
        add(all, agentFeatures.methods());
        add(all, new SessionMethods(sessions, store, agents, chat, lifecycle.clock()).methods());
        add(all, modelMethods.methods());
        add(all, new UsageMethods(store, sessions, lifecycle.clock()).methods());
        add(all, troubles.methods());
        add(all, memoryWatch.methods(launch.paths().dev()).methods());
        add(all, new WriteLimit(System::nanoTime).around(configMethods().methods(), ConfigMethods.WRITES));
        SetupLinks setup = new SetupLinks(pairing.setupCodes(), settings, LanAddresses::list);
        add(all, new DeviceMethods(pairing, setup, events).methods());
        add(all, new RestartMethods(launch.restarts(), () -> work(1), this::identity).methods());
        add(all, new UpgradeMethods(pairing.scopeUpgrades(), scheduler).methods());
        add(all, new NodeMethods(nodes, lifecycle.clock()).methods());
        add(all, agentTools.methods());
        add(all, new SafeModeMethods(safeMode).methods());
        add(all, new SecretMethods(launch.secrets(), ready -> reload.refresh(next -> ready.accept(next.config())), this::note).methods());
        watch().wedges().ifPresent(wedges -> add(all, new WedgeMethods(wedges).methods()));
        add(all, automation.methods());
        add(all, new ChannelMethods(senders, new CommandOwner(launch.configFile()), List::of).methods());
        return launch.rescue().isPresent() ? Rescue.only(all) : all;
    }

    private ConfigMethods configMethods() {
        FollowUp followUp = new FollowUp(launch.configFile().path(), launch.restarts(), scheduler, lifecycle.clock());
        ConfigWrites writes = new ConfigWrites(launch.configFile(), reload, followUp);
        return new ConfigMethods(launch.configFile(), () -> config, writes, lifecycle.clock());
    }

    /** Everything the gateway answers over HTTP: one line each set. */
    private List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        routes.addAll(new ProbeRoutes(
                        lifecycle, version, this::failing, launch.rescue().isPresent()).routes());
        routes.addAll(commands.routes());
        if (launch.rescue().isPresent()) {
            return routes;
        }
        routes.addAll(agentTools.routes());
        routes.addAll(automation.routes());
        routes.addAll(new HttpApis(
                        () -> settings,
                        new HttpApis.Given(agents, sessions, models, turns.runs(), dispatcher, lifecycle))
                .routes());
        return routes;
    }

    private StatusMethods statusMethods(HostFacts host) {
        BootReport starts = new BootReport(boots, safeMode);
        StatusSummary status = new StatusSummary(
                sessions,
                agents,
                agents::ids,
                () -> notes.peek(mainSession()),
                memory,
                lifecycle,
                new StatusSummary.Identity(
                        version,
                        Runtime.version().toString(),
                        preflight.lean() ? "lean" : "standard",
                        launch.paths().database().toString(),
                        System.getProperty("openclaw.launcher.flags")),
                edge::exposure,
                () -> launch.secrets().degraded(),
                automation::heartbeat,
                more -> {
                    starts.addTo(more);
                    launch.rescue().ifPresent(why -> more.put("rescue", why));
                    more.set("clock", clockGate.json());
                    more.set("disk", disk.json());
                    more.withObject("memory").setAll(memoryWatch.report().brief());
                    tellOfRestarts(more);
                    troubles.addTo(more, lifecycle.uptimeMillis());
                });
        return new StatusMethods(
                health,
                healthNews,
                status,
                new SystemInfo(host, memory, lifecycle, launch.paths().stateDir(), settings.port()),
                logging,
                GatewayIdentity.load(store),
                workers);
    }

    private Backend backend() {
        return new Backend(
                new Authenticator(
                        secret,
                        new FailedAttempts(() -> FailedAttempts.Policy.of(config), lifecycle::uptimeMillis),
                        pairing,
                        this::connectPolicy,
                        lifecycle.clock()),
                methods,
                dispatcher,
                events,
                new HelloSnapshot(
                        presence,
                        nodes,
                        health,
                        agents,
                        lifecycle,
                        new HelloSnapshot.Place(
                                launch.paths().configFile().toString(),
                                launch.paths().stateDir().toString(),
                                settings.auth().mode().wireName())),
                lifecycle,
                () -> settings.allowedOrigins(),
                version,
                UUID.randomUUID().toString(),
                launch::verbose,
                troubles::tooLarge,
                workers,
                scheduler);
    }

    private void open() throws StartRefused {
        phase("listening");
        new PortBinding(launch.platform().processInspector()).bind(this::bind);
        teardown.add("listener", () -> server.stop(stop.reason(), stop.restartExpectedMs()));
        edge.open(server, teardown);
        health.fresh();
        turns.runs().reportInterrupted();
        ScheduledFuture<?> refresh = scheduler.scheduleWithFixedDelay(
                () -> workers.execute(healthNews::refreshIfWatched),
                HealthSummary.MAX_AGE_MILLIS,
                HealthSummary.MAX_AGE_MILLIS,
                TimeUnit.MILLISECONDS);
        teardown.add("health refresh", () -> refresh.cancel(false));
        OptionalInt door = announce();
        memoryWatch.noteEnd(boots.previous(), boots::memoryEmergencies);
        troubles.begun(boots.previous(), workers);
        memoryWatch.begin(this::memoryChanged, server.thrift());
        teardown.add("memory guard", memoryWatch);
        teardown.add("config watch", reload);
        launch.secrets().published(config, this::note);
        reload.start();
        launch.restarts().attach(() -> work(0).total());
        clockGate.begin();
        disk.begin(scheduler, workers);
        lifecycle.ready();
        teardown.add("automation", automation);
        if (launch.rescue().isEmpty()) {
            automation.begin();
            clockGate.whenOpen(automation::apply);
        }
        LOG.info("listening on :{}", server.boundPort());
        SupervisorNotifier supervisor = launch.platform().supervisorNotifier();
        supervisor.status(standing());
        supervisor.ready();
        boots.ready(scheduler, workers);
        teardown.add("watchdog", watch().begin(boots, door));
    }

    private void follow() {
        reload.check();
    }

    private Watch watch() {
        return new Watch(launch, troubles::stalled, () -> server, workers, scheduler, store, lifecycle.clock());
    }

    private BootLog.Place bootPlace(HostFacts host) {
        return new BootLog.Place(
                launch.paths().runDir(), StallReports.in(launch.paths().stateDir()), version, host,
                launch.platform().bootEvidence());
    }

    private Outbound outbound() {
        return new Outbound(
                () -> config.texts(Outbound.FALLBACK), this::variable, launch.paths().dev(), clockGate::doubt);
    }

    private String variable(String name) {
        return environment.get(name).orElse(null);
    }

    private List<String> failing() {
        return launch.rescue().isPresent() ? List.of("rescue") : safeMode.isActive() ? List.of("safe-mode") : disk.failing();
    }

    private DiskWatch diskWatch() {
        return new DiskWatch(launch.paths(), lifecycle, logging, store, () -> healthNews.refresh());
    }

    private WallClock wallClock(HostFacts host) {
        return new WallClock(
                lifecycle.clock(), System::nanoTime, launch.platform().bootEvidence(), host, ProductVersion.built());
    }

    private SafeMode safeMode() {
        SafeMode made = new SafeMode(
                lifecycle, boots, SafeMode.Policy.of(config), scheduler, task -> workers.execute(task),
                () -> healthNews.refresh());
        launch.rescue().ifPresent(why -> lifecycle.suspendWork("rescue", new Lifecycle.Suspension(
                "rescue mode: the configuration can't be used (" + why + "), so no work is done. Mend it with config.set or"
                        + " config.apply, or in the file; the gateway goes on by itself then", 0)));
        made.decide(new SafeModeWish(
                launch.environment(), launch.paths().stateDir(), launch.platform().bootEvidence().bootPartitions()));
        return made;
    }

    // Asked for the first time before there is a guard.
    private Vitals vitals() {
        MemoryWatch watch = memoryWatch;
        return new Vitals(memory.read().rss(), watch == null ? null : watch.level());
    }

    /** Leaves a note for the owner, told at the next turn of the main session and by {@code status}. */
    private void note(String text) {
        notes.add(mainSession(), text);
    }

    private void memoryChanged() {
        troubles.memoryChanged(memoryWatch.report().brief(), memory.read().rss());
        boots.renew();
        healthNews.refresh();
        if (lifecycle.state() == Lifecycle.State.READY) {
            launch.platform().supervisorNotifier().status(standing());
        }
    }

    /** How it fares, in the supervisor's own list of services. */
    private String standing() {
        return "ready; port " + server.boundPort() + "; memory " + memoryWatch.level();
    }

    // A slow card may need minutes for all of it, and shows here that it gets on.
    private void phase(String name) {
        lifecycle.starting(name);
        SupervisorNotifier supervisor = launch.platform().supervisorNotifier();
        if (supervisor.listening()) {
            supervisor.status("starting: " + name);
            supervisor.extendTimeout(MORE_TIME);
        }
    }

    private ConfigReload.Target followed() {
        return new ConfigReload.Target() {
            @Override
            public void apply(GatewaySettings next, Environment with) {
                Appliance.this.apply(next, with);
            }

            @Override
            public void stateChanged() {
                if (launch.rescue().isPresent() && reload.state().rejected().isEmpty()) {
                    launch.restarts().request(new RestartRequest(
                            RestartRequest.Source.CONFIG, "the configuration can be used again", Duration.ZERO));
                }
                if (lifecycle.state() == Lifecycle.State.READY) {
                    healthNews.refresh();
                }
            }
        };
    }

    private Nodes nodes() {
        return nodes;
    }

    private ReloadState reloadState() {
        return reload.state();
    }

    private void tellOfRestarts(ObjectNode status) {
        status.set("configReload", reloadState().json());
        launch.restarts().waiting().ifPresent(waiting -> status.putObject("restart")
                .put("source", waiting.request().source().toString())
                .put("reason", waiting.request().reason())
                .put("dueInMs", waiting.dueMillis()));
    }

    /** @param own calls in progress that don't count */
    private ActiveWork work(int own) {
        int waiting = turns.runs().waiting();
        return new ActiveWork(
                waiting, Math.max(0, turns.runs().count() - waiting), Math.max(0, dispatcher.inProgress() - own));
    }

    private RestartMethods.Identity identity() {
        return new RestartMethods.Identity(ProcessHandle.current().pid(), lock.ownerId(), server.boundPort());
    }

    private void apply(GatewaySettings next, Environment with) {
        Config before = config;
        settings = next;
        config = next.config();
        launch.secrets().published(config, this::note);
        troubles.configChanged(before, config);
        memoryWatch.apply(config);
        automation.apply();
        environment = with;
        if (secret.follow(next.auth())) {
            events.end(
                    CloseCode.WITHDRAWN, Authenticator.SECRET_CHANGED, caller -> caller.grant().bySharedSecret());
        }
        logging.apply(logging.settings().following(next.log(), launch.verbose()));
    }

    // Without the file the launcher's commands start a JVM of their own: slower, never wrong.
    private OptionalInt announce() {
        OptionalInt door = OptionalInt.empty();
        try {
            door = OptionalInt.of(edge.plainPort(server));
            commands.open(door.getAsInt());
            teardown.add("command file", commands::close);
        } catch (IOException e) {
            LOG.warn("commands can't be told where this gateway is: {}", e.getMessage());
        }
        return door;
    }

    // A crowd that comes at once is told of in one event.
    private void soon(Runnable task) {
        scheduler.schedule(() -> workers.execute(task), CROWD_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Every method it answers. */
    Methods methods() {
        return methods;
    }

    /** The configuration in force. */
    Config config() {
        return config;
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
        if (lifecycle.state() == Lifecycle.State.DRAINING) {
            return;
        }
        stop = how;
        lifecycle.draining();
        if (how.restartExpectedMs() != null) {
            boots.plan(PlannedEnd.restart(how.cause()));
        }
        if (how.drain().isPositive()) {
            server.announce(how.reason(), how.restartExpectedMs());
            how.drain(turns.runs(), launch.platform().supervisorNotifier());
        }
        try (Troubles.StopWatch _ = troubles.stopping(how.cause().isEmpty() ? how.reason() : how.cause())) {
            turns.runs().stop(RUN_PATIENCE);
            teardown.close();
        }
    }

    private Store openStore() throws StartRefused {
        try {
            Store opened = Store.open(launch.paths().database(), lifecycle.clock());
            opened.report().ifPresent(report -> LOG.error(report.sentence()));
            return opened;
        } catch (StoreException e) {
            boolean hopeless = e.reason() == StoreException.Reason.NEWER_SCHEMA;
            throw new StartRefused(
                    hopeless ? ExitCode.CONFIG : ExitCode.FAILURE, "Gateway failed to start: " + e.getMessage());
        }
    }

    private DeviceTokens deviceTokens() throws StartRefused {
        Path file = launch.paths().stateDir().resolve("identity").resolve("token.key");
        try {
            return DeviceTokens.load(store, file);
        } catch (IOException e) {
            throw new StartRefused(ExitCode.FAILURE, "Gateway failed to start: the key of device tokens (" + file
                    + ") can't be read or written; check that this user owns it: " + e.getMessage());
        }
    }

    private Optional<PortBinding.Taken> bind() throws IOException {
        try {
            server.start();
            return Optional.empty();
        } catch (BindFailedException e) {
            String reason = String.valueOf(e.getCause().getMessage());
            boolean inUse = e.getCause() instanceof BindException && reason.contains("in use");
            return Optional.of(new PortBinding.Taken(e.host(), e.port(), inUse, reason));
        }
    }

    private ConnectPolicy connectPolicy() {
        return new ConnectPolicy(
                config.flag("gateway.controlUi.dangerouslyDisableDeviceAuth", false),
                config.number("appliance.access.clockSkewMs").orElse(ConnectPolicy.DEFAULT.skewMillis()));
    }

    private Limits limits() {
        Limits lean = Limits.LEAN;
        return lean.withHandshake(
                number("OPENCLAW_HANDSHAKE_TIMEOUT_MS", lean.handshakeMillis()),
                (int) number("OPENCLAW_MAX_PREAUTH_CONNECTIONS_PER_IP", lean.maxPreauthPerAddress()));
    }

    private long number(String variable, long whenAbsent) {
        return launch.environment()
                .get(variable)
                .filter(text -> text.matches("[1-9]\\d{0,6}"))
                .map(Long::parseLong)
                .orElse(whenAbsent);
    }

    private BoardFacts board(HostFacts host) {
        return new BoardFacts(
                version,
                host,
                memory,
                launch.paths().stateDir(),
                lifecycle::uptimeMillis,
                settings.port(),
                events::audience);
    }

    private String mainSession() {
        return SessionKey.main(agents.defaultAgentId()).toString();
    }

    private void add(Methods methods, List<Method<?>> set) {
        set.forEach(method -> methods.add(troubles.audited(method)));
    }
}
