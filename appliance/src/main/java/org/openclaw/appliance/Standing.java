package org.openclaw.appliance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.openclaw.appliance.access.GatewayIdentity;
import org.openclaw.appliance.clock.ClockGate;
import org.openclaw.appliance.node.Nodes;
import org.openclaw.appliance.platform.SupervisorNotifier;
import org.openclaw.appliance.presence.Presence;
import org.openclaw.appliance.presence.PresenceMethods;
import org.openclaw.appliance.presence.Self;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.restart.Restarts;
import org.openclaw.appliance.rpc.Lifecycle;
import org.openclaw.appliance.rpc.Method;
import org.openclaw.appliance.server.Hello;
import org.openclaw.appliance.settings.ReloadState;
import org.openclaw.appliance.status.HealthNews;
import org.openclaw.appliance.status.HealthSummary;
import org.openclaw.appliance.status.HelloSnapshot;
import org.openclaw.appliance.status.StatusMethods;
import org.openclaw.appliance.status.StatusSummary;
import org.openclaw.appliance.status.SystemInfo;
import org.openclaw.appliance.store.Store;

/** What the gateway tells of itself: its health and status, and who is there. */
final class Standing {

    private static final long CROWD_MILLIS = 50;

    private final Ground ground;
    private final Given given;
    private final HealthSummary health;
    private final Presence presence;
    private final HealthNews news;

    /**
     * Who knows how the gateway fares.
     *
     * @param lean whether the board is a small one
     * @param reload how far the configuration in force follows the file; asked when somebody wants to know
     * @param port the one in use; asked once the gateway is ready
     */
    record Given(
            Turns turns,
            Starts starts,
            ClockGate clock,
            DiskWatch disk,
            Edge edge,
            MemoryWatch memory,
            Troubles troubles,
            Automation automation,
            boolean lean,
            Supplier<ReloadState> reload,
            IntSupplier port) {}

    Standing(Ground ground, Given given) {
        this.ground = ground;
        this.given = given;
        health = new HealthSummary(
                given.turns().sessions(),
                given.turns().agents(),
                given.turns().agents()::ids,
                database(),
                given.starts()::safeMode,
                () -> given.memory().report().brief(),
                this::ownHealth,
                given.automation()::heartbeat,
                ground.clock());
        presence = new Presence(
                new Self(ground.host(), ground.version(), UUID.randomUUID().toString()),
                ground.events(),
                health::version,
                this::soon,
                ground.clock());
        news = new HealthNews(health, ground.events(), presence::version);
    }

    private ObjectNode ownHealth() {
        ObjectNode own = Json.object();
        own.set("configReload", given.reload().get().json());
        own.set("disk", given.disk().json());
        return own;
    }

    private String database() {
        return ground.launch().paths().database().toString();
    }

    // A crowd that comes at once is told of in one event.
    private void soon(Runnable task) {
        ground.scheduler().schedule(() -> ground.workers().execute(task), CROWD_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Tells everybody, after a change. */
    void refresh() {
        news.refresh();
    }

    /** Looks for the first time, so that the first who connects is told. Reads the database. */
    void look() {
        health.fresh();
    }

    /** Keeps what was told up to date, while somebody listens. @return ends it */
    AutoCloseable refreshRegularly() {
        ScheduledFuture<?> refresh = ground.scheduler().scheduleWithFixedDelay(
                () -> ground.workers().execute(news::refreshIfWatched),
                HealthSummary.MAX_AGE_MILLIS,
                HealthSummary.MAX_AGE_MILLIS,
                TimeUnit.MILLISECONDS);
        return () -> refresh.cancel(false);
    }

    /** Tells the supervisor that the gateway works. */
    void ready() {
        SupervisorNotifier supervisor = ground.launch().platform().supervisorNotifier();
        supervisor.status(line());
        supervisor.ready();
    }

    /** How it fares, in the supervisor's own list of services. */
    private String line() {
        return "ready; port " + given.port().getAsInt() + "; memory " + given.memory().level();
    }

    /** Tells everybody that memory is shorter, or no longer so short. */
    void memoryChanged() {
        given.troubles().memoryChanged(given.memory().report().brief(), ground.memory().read().rss());
        given.starts().boots().renew();
        refresh();
        if (ground.lifecycle().state() == Lifecycle.State.READY) {
            ground.launch().platform().supervisorNotifier().status(line());
        }
    }

    /** What everybody is told on connecting. */
    Hello hello(Nodes nodes) {
        Launch launch = ground.launch();
        return new HelloSnapshot(
                presence,
                nodes,
                health,
                given.turns().agents(),
                ground.lifecycle(),
                new HelloSnapshot.Place(
                        launch.paths().configFile().toString(),
                        launch.paths().stateDir().toString(),
                        launch.settings().auth().mode().wireName()));
    }

    List<Method<?>> methods(Store store) {
        List<Method<?>> all = new ArrayList<>();
        all.addAll(new StatusMethods(
                        health, news, status(), system(), ground.logging(), GatewayIdentity.load(store), ground.workers())
                .methods());
        all.addAll(new PresenceMethods(
                        presence, ground.notes(), given.turns()::mainSession, given.turns()::canonicalKey)
                .methods());
        return all;
    }

    private SystemInfo system() {
        Launch launch = ground.launch();
        return new SystemInfo(
                ground.host(), ground.memory(), ground.lifecycle(), launch.paths().stateDir(), launch.settings().port());
    }

    private StatusSummary status() {
        return new StatusSummary(
                given.turns().sessions(),
                given.turns().agents(),
                given.turns().agents()::ids,
                () -> ground.notes().peek(given.turns().mainSession()),
                ground.memory(),
                ground.lifecycle(),
                new StatusSummary.Identity(
                        ground.version(),
                        Runtime.version().toString(),
                        given.lean() ? "lean" : "standard",
                        database(),
                        System.getProperty("openclaw.launcher.flags")),
                given.edge()::exposure,
                () -> ground.launch().secrets().degraded(),
                given.automation()::heartbeat,
                this::addOwn);
    }

    /** What only this gateway tells: one line each. */
    private void addOwn(ObjectNode status) {
        given.starts().addTo(status);
        status.set("clock", given.clock().json());
        status.set("disk", given.disk().json());
        status.withObject("memory").setAll(given.memory().report().brief());
        status.set("configReload", given.reload().get().json());
        tellOfRestarts(status, ground.launch().restarts());
        given.troubles().addTo(status, ground.lifecycle().uptimeMillis());
    }

    private static void tellOfRestarts(ObjectNode status, Restarts restarts) {
        restarts.waiting().ifPresent(waiting -> status.putObject("restart")
                .put("source", waiting.request().source().toString())
                .put("reason", waiting.request().reason())
                .put("dueInMs", waiting.dueMillis()));
    }
}
