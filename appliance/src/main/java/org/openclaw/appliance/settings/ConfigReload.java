package org.openclaw.appliance.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.config.ConfigDiff;
import org.openclaw.appliance.config.ConfigFile;
import org.openclaw.appliance.config.Environment;
import org.openclaw.appliance.config.GatewaySettings;
import org.openclaw.appliance.config.LoadResult;
import org.openclaw.appliance.config.StartRefusal;
import org.openclaw.appliance.protocol.Event;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.restart.RestartRequest;
import org.openclaw.appliance.restart.Restarts;
import org.openclaw.appliance.rpc.Events;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * Follows the configuration file while the gateway runs, as {@code gateway.reload.mode} says: what may change at once does,
 * keys that need a restart keep their values until there is one and are said to; an invalid file changes nothing.
 * Thread-safe; idle between changes.
 */
public final class ConfigReload implements AutoCloseable {

    private static final int MOST_KEYS_IN_REASON = 5;
    private static final TaggedLogger LOG = Logger.tag("gateway/reload");

    /** From a valid file to the settings it makes, with this run's command line. */
    @FunctionalInterface
    public interface Reader {
        GatewaySettings read(LoadResult loaded) throws StartRefusal;
    }

    /** The running gateway. Called by one thread at a time. */
    public interface Target {

        /** Puts new settings in force. @param environment as the new configuration makes it */
        void apply(GatewaySettings settings, Environment environment);

        /** {@link ConfigReload#state()} is another one. */
        default void stateChanged() {}
    }

    private final ConfigFile file;
    private final Reader reader;
    private final Target target;
    private final Restarts restarts;
    private final Events events;
    private final Executor workers;
    private final Clock clock;
    private final ConfigWatch watch;
    private final ReentrantLock lock = new ReentrantLock();
    private GatewaySettings inForce;
    private JsonNode seen;
    private String announced;
    private volatile List<Path> included = List.of();
    private volatile ReloadState state;

    /**
     * @param running what the gateway started with
     * @param restarts is asked where a change needs one
     * @param workers starts a virtual thread per task
     */
    public ConfigReload(
            ConfigFile file,
            GatewaySettings running,
            Reader reader,
            Target target,
            Restarts restarts,
            Events events,
            ScheduledExecutorService scheduler,
            Executor workers,
            Clock clock) {
        this.file = file;
        this.inForce = running;
        this.seen = running.config().root();
        this.announced = running.config().hash();
        this.reader = reader;
        this.target = target;
        this.restarts = restarts;
        this.events = events;
        this.workers = workers;
        this.clock = clock;
        this.state = new ReloadState(ReloadPlan.mode(running.config()), List.of(), Optional.empty());
        this.watch = new ConfigWatch(file.path(), () -> included, this::check, scheduler, workers);
    }

    /** Keeps what the gateway started with as the last good configuration, and begins to watch. */
    public void start() {
        watch.start();
        workers.execute(() -> {
            rememberGood();
            // Somebody may have written while the gateway started.
            check();
        });
    }

    /** How far what is in force follows the file. */
    public ReloadState state() {
        return state;
    }

    /**
     * What it would come to if the file said so.
     *
     * @throws StartRefusal when no gateway could start with it
     */
    ReloadPlan preview(LoadResult.Loaded wanted) throws StartRefusal {
        lock.lock();
        try {
            return ReloadPlan.of(inForce, reader.read(wanted));
        } finally {
            lock.unlock();
        }
    }

    /** Reads the file and puts in force what can be. Does nothing when the file says what it said before. */
    public void check() {
        lock.lock();
        try {
            ReloadState before = state;
            switch (file.load()) {
                case LoadResult.Invalid invalid ->
                    reject(invalid.problems().getFirst().text()
                            + (invalid.problems().size() > 1 ? " (and " + (invalid.problems().size() - 1) + " more)" : ""));
                case LoadResult.Missing missing -> reject("the file is gone");
                case LoadResult.Loaded loaded -> loaded(loaded);
            }
            if (!state.equals(before)) {
                target.stateChanged();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Reads the file, and resolves its references to secrets anew even where it says what it said before.
     *
     * @param ready is given the settings once they are in force, or, where the gateway's own secret is another one and
     *     ends the connections made with the old one, just before
     * @throws StartRefusal when a gateway can't run with the outcome; everything stays as it was then
     */
    public void refresh(Consumer<GatewaySettings> ready) throws StartRefusal {
        lock.lock();
        try {
            if (!(file.load() instanceof LoadResult.Loaded now)) {
                throw new StartRefusal(StartRefusal.BAD_CONFIGURATION,
                        "the configuration file is invalid; `openclaw config validate` says where");
            }
            check();
            GatewaySettings next = reader.read(new LoadResult.Loaded(
                    inForce.config(), now.environment(), now.warnings(), now.inertKeys(), now.includedFiles()));
            boolean endsConnections = !next.auth().secret().equals(inForce.auth().secret());
            if (endsConnections) {
                ready.accept(next);
            }
            target.apply(next, now.environment());
            inForce = next;
            if (!endsConnections) {
                ready.accept(next);
            }
        } finally {
            lock.unlock();
        }
    }

    private void loaded(LoadResult.Loaded loaded) {
        included = loaded.includedFiles();
        Config wanted = loaded.config();
        List<String> news = ConfigDiff.changedPaths(seen, wanted.root());
        if (news.isEmpty()) {
            state = new ReloadState(state.mode(), state.pending(), Optional.empty());
            announce(wanted);
            return;
        }
        try {
            GatewaySettings whole = reader.read(loaded);
            seen = wanted.root();
            follow(loaded, whole, news);
        } catch (StartRefusal e) {
            reject(e.getMessage());
        }
    }

    private void follow(LoadResult.Loaded loaded, GatewaySettings whole, List<String> news) throws StartRefusal {
        ReloadPlan plan = ReloadPlan.of(inForce, whole);
        state = new ReloadState(plan.mode(), plan.waiting(), Optional.empty());
        if (plan.mode().equals("off")) {
            LOG.info("config changed but not applied, as gateway.reload.mode is off: {}", String.join(", ", news));
            announce(loaded.config());
            return;
        }
        if (!plan.atOnce().isEmpty()) {
            apply(loaded, plan, plan.waiting().isEmpty() ? whole : without(loaded, plan));
        }
        if (plan.waiting().isEmpty()) {
            restarts.withdrawConfig();
            rememberGood();
        } else {
            LOG.warn("config keys that take effect after a restart of the gateway: {}", String.join(", ", plan.waiting()));
            restart(loaded.config(), plan);
        }
        announce(loaded.config());
    }

    private void apply(LoadResult.Loaded loaded, ReloadPlan plan, GatewaySettings next) {
        target.apply(next, loaded.environment());
        inForce = next;
        LOG.info("config reloaded: {}", String.join(", ", plan.atOnce()));
    }

    /** The settings with the keys that wait as they were. */
    private GatewaySettings without(LoadResult.Loaded loaded, ReloadPlan plan) throws StartRefusal {
        Config kept = loaded.config()
                .with(ConfigDiff.keeping(inForce.config().root(), loaded.config().root(), plan.waiting()));
        return reader.read(new LoadResult.Loaded(
                kept, loaded.environment(), loaded.warnings(), loaded.inertKeys(), loaded.includedFiles()));
    }

    private void restart(Config wanted, ReloadPlan plan) {
        if (!plan.restarts()) {
            return;
        }
        if (restarts.refuses(wanted.hash())) {
            LOG.warn("no restart: the gateway could not start with this configuration; change it, or restart by hand");
            return;
        }
        List<String> named = plan.waiting().stream().limit(MOST_KEYS_IN_REASON).toList();
        String more = plan.waiting().size() > named.size() ? " and " + (plan.waiting().size() - named.size()) + " more" : "";
        restarts.request(new RestartRequest(
                RestartRequest.Source.CONFIG, "config changed: " + String.join(", ", named) + more));
    }

    // Whoever is about to write must know the new hash, even where only a comment or the order of keys is another.
    private void announce(Config wanted) {
        if (wanted.hash().equals(announced)) {
            return;
        }
        announced = wanted.hash();
        ObjectNode payload = Json.object()
                .put("path", file.path().toString())
                .put("hash", wanted.hash())
                .put("ts", clock.millis());
        events.publish(Event.CONFIG_CHANGED, payload);
    }

    // A file that asks for more than the gateway runs with has yet to prove itself.
    private void rememberGood() {
        lock.lock();
        try {
            if (file.hash().equals(Optional.of(inForce.config().hash())) && state.pending().isEmpty()) {
                file.rememberGood();
            }
        } catch (ClosedByInterruptException stopping) {
            return;
        } catch (IOException e) {
            LOG.warn("the configuration in use can't be kept as last-good: {}", e.getMessage());
        } finally {
            lock.unlock();
        }
    }

    private void reject(String why) {
        boolean known = state.rejected().filter(before -> before.message().equals(why)).isPresent();
        if (!known) {
            LOG.warn("config reload skipped (invalid config): {}", why);
            List<String> pending = new ArrayList<>(state.pending());
            state = new ReloadState(state.mode(), pending, Optional.of(new ReloadState.Rejected(clock.millis(), why)));
        }
    }

    @Override
    public void close() {
        watch.close();
    }
}
