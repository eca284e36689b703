package org.openclaw.appliance.settings;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.config.ConfigDiff;
import org.openclaw.appliance.config.ConfigFile;
import org.openclaw.appliance.config.ConfigSchema;
import org.openclaw.appliance.config.GatewaySettings;
import org.openclaw.appliance.config.LoadResult;
import org.openclaw.appliance.config.ReloadKind;
import org.openclaw.appliance.config.StartRefusal;
import org.openclaw.appliance.protocol.Event;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.rpc.Events;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * Follows the configuration file while the gateway runs. A valid change is in force at once where the keys allow it; keys of
 * the listener wait for a restart and are said to; an invalid one changes nothing. Thread-safe; idle between changes.
 */
public final class ConfigReload implements AutoCloseable {

    /** Editors write a file in several steps; this long must pass after the last one, in milliseconds. */
    private static final long QUIET_MILLIS = 300;

    private static final TaggedLogger LOG = Logger.tag("gateway/reload");

    /** From a valid file to the settings it makes, with this run's command line. */
    @FunctionalInterface
    public interface Reader {
        GatewaySettings read(LoadResult loaded) throws StartRefusal;
    }

    private final ConfigFile file;
    private final JsonNode atStart;
    private final Reader reader;
    private final Consumer<GatewaySettings> apply;
    private final Events events;
    private final ScheduledExecutorService scheduler;
    private final Executor workers;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private Config inForce;
    private ScheduledFuture<?> due;
    private WatchService watcher;
    private volatile List<String> pending = List.of();

    /**
     * @param running what the gateway started with
     * @param apply puts new settings in force; called by one thread at a time
     * @param workers starts a virtual thread per task
     */
    public ConfigReload(
            ConfigFile file,
            GatewaySettings running,
            Reader reader,
            Consumer<GatewaySettings> apply,
            Events events,
            ScheduledExecutorService scheduler,
            Executor workers,
            Clock clock) {
        this.file = file;
        this.inForce = running.config();
        this.atStart = running.config().root();
        this.reader = reader;
        this.apply = apply;
        this.events = events;
        this.scheduler = scheduler;
        this.workers = workers;
        this.clock = clock;
    }

    /**
     * Keeps what the gateway started with as the last good configuration, and begins to watch.
     *
     * @throws IOException when the system can't watch the file's directory
     */
    public void start() throws IOException {
        workers.execute(this::rememberGood);
        Path directory = file.path().toAbsolutePath().getParent();
        watcher = directory.getFileSystem().newWatchService();
        directory.register(watcher, ENTRY_CREATE, ENTRY_MODIFY, ENTRY_DELETE);
        workers.execute(this::watch);
    }

    /** Keys that were changed but wait for a restart, dotted; empty when all that was written is in force. */
    public List<String> pending() {
        return pending;
    }

    /** Reads the file and puts in force what can be. Does nothing when the file says what is in force already. */
    public void check() {
        lock.lock();
        try {
            switch (file.load()) {
                case LoadResult.Invalid invalid ->
                    skipped(invalid.problems().getFirst().text()
                            + (invalid.problems().size() > 1 ? " (and " + (invalid.problems().size() - 1) + " more)" : ""));
                case LoadResult.Missing missing -> skipped("the file is gone");
                case LoadResult.Loaded loaded -> loaded(loaded);
            }
        } finally {
            lock.unlock();
        }
    }

    private void loaded(LoadResult.Loaded loaded) {
        List<String> changed = ConfigDiff.changedPaths(inForce.root(), loaded.config().root());
        if (changed.isEmpty()) {
            return;
        }
        if (loaded.config().text("gateway.reload.mode").orElse("hybrid").equals("off")) {
            LOG.info("config changed but not applied, as gateway.reload.mode is off: {}", String.join(", ", changed));
            return;
        }
        try {
            GatewaySettings settings = reader.read(loaded);
            apply.accept(settings);
            inForce = settings.config();
        } catch (StartRefusal e) {
            skipped(e.getMessage());
            return;
        }
        pending = ConfigDiff.changedPaths(atStart, inForce.root()).stream()
                .filter(path -> ConfigSchema.reloadKind(path) == ReloadKind.RESTART)
                .toList();
        LOG.info("config reloaded: {}", String.join(", ", changed));
        if (!pending.isEmpty()) {
            LOG.warn("config keys that take effect after a restart of the gateway: {}", String.join(", ", pending));
        }
        announce();
        rememberGood();
    }

    private void announce() {
        ObjectNode payload = Json.object()
                .put("path", file.path().toString())
                .put("hash", inForce.hash())
                .put("ts", clock.millis());
        events.publish(Event.CONFIG_CHANGED, payload);
    }

    private void rememberGood() {
        try {
            file.rememberGood();
        } catch (IOException e) {
            LOG.warn("the configuration in use can't be kept as last-good: {}", e.getMessage());
        }
    }

    private static void skipped(String why) {
        LOG.warn("config reload skipped (invalid config): {}", why);
    }

    private void watch() {
        Path name = file.path().getFileName();
        try {
            while (true) {
                WatchKey key = watcher.take();
                boolean ours = false;
                for (WatchEvent<?> event : key.pollEvents()) {
                    ours |= event.context() == null || name.equals(event.context());
                }
                if (ours) {
                    checkSoon();
                }
                if (!key.reset()) {
                    LOG.warn("the directory of {} is gone; changes of the configuration need a restart", file.path());
                    return;
                }
            }
        } catch (ClosedWatchServiceException | InterruptedException stopping) {
            return;
        }
    }

    private void checkSoon() {
        lock.lock();
        try {
            if (due != null) {
                due.cancel(false);
            }
            due = scheduler.schedule(() -> workers.execute(this::check), QUIET_MILLIS, TimeUnit.MILLISECONDS);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        if (watcher != null) {
            watcher.close();
        }
    }
}
