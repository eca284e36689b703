package org.openclaw.appliance.log;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.tinylog.provider.LoggingProvider;
import org.tinylog.provider.ProviderRegistry;

/**
 * The program's log from start to stop. One at a time: tinylog is shared by the whole process. Thread-safe.
 */
public final class Logging implements AutoCloseable {

    private final SubsystemLoggingProvider provider;
    private final Redaction redaction;
    private final JsonLineFormat format;
    private final JsonLinesWriter.Delay delay;
    private final Clock clock = Clock.systemDefaultZone();
    private final OutputStream out = new FileOutputStream(FileDescriptor.out);
    private final ReentrantLock lock = new ReentrantLock();
    private LogSettings settings;
    private JsonLinesWriter file;

    private Logging(SubsystemLoggingProvider provider, Redaction redaction, String hostname, JsonLinesWriter.Delay delay) {
        this.provider = provider;
        this.redaction = redaction;
        this.format = new JsonLineFormat(hostname, clock.getZone());
        this.delay = delay;
    }

    /**
     * Starts a log that gathers lines for up to a second before it writes them to the file.
     *
     * @param redaction masks secrets in every line
     * @param hostname stands in every line of the file
     * @param timer starts the writing when lines have waited long enough; nothing of length runs on it
     */
    public static Logging start(
            LogSettings settings, Redaction redaction, String hostname, ScheduledExecutorService timer) {
        return start(settings, redaction, hostname, later(timer));
    }

    /** Starts a log that writes each line at once; for commands. */
    public static Logging start(LogSettings settings, Redaction redaction, String hostname) {
        return start(settings, redaction, hostname, JsonLinesWriter.Delay.none());
    }

    private static Logging start(
            LogSettings settings, Redaction redaction, String hostname, JsonLinesWriter.Delay delay) {
        LoggingProvider found = ProviderRegistry.getLoggingProvider();
        if (!(found instanceof SubsystemLoggingProvider provider)) {
            throw new IllegalStateException("another logging provider is installed: " + found.getClass().getName());
        }
        Logging logging = new Logging(provider, redaction, hostname, delay);
        logging.apply(settings);
        return logging;
    }

    /** Puts new settings into effect at once; lines already logged keep their place. */
    public void apply(LogSettings next) {
        lock.lock();
        try {
            ConsoleWriter console =
                    new ConsoleWriter(out, next.consoleStyle(), next.colour(), clock.getZone(), format);
            JsonLinesWriter before = file;
            if (settings == null || !sameFile(settings, next)) {
                file = next.file().map(path -> open(path, next, console)).orElse(null);
            }
            List<LogRoute.Outlet> outlets = new ArrayList<>();
            outlets.add(new LogRoute.Outlet(console, next.consoleLevel()));
            if (file != null) {
                outlets.add(new LogRoute.Outlet(file, next.level()));
            }
            provider.route(new LogRoute(redaction, next.libraryLevel(), List.copyOf(outlets)));
            settings = next;
            if (before != null && before != file) {
                before.close();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The settings in effect. */
    public LogSettings settings() {
        lock.lock();
        try {
            return settings;
        } finally {
            lock.unlock();
        }
    }

    /** The text with the secrets masked that no line may hold. */
    public String masked(String text) {
        return redaction.mask(text);
    }

    /** Deletes the files that were set aside; for a disk that is filling up. */
    public void dropArchives() throws IOException {
        Optional<Path> path = settings().file();
        if (path.isPresent()) {
            new LogArchives(path.get()).prune(0);
        }
    }

    /** Hands gathered lines to the file, so that a reader sees them. */
    public void flush() {
        provider.route().flush();
    }

    /** Writes what is left and closes the file. Later warnings and errors go to standard error. */
    @Override
    public void close() {
        LogRoute last = provider.route();
        provider.route(LogRoute.beforeStart());
        last.close();
    }

    private JsonLinesWriter open(Path path, LogSettings next, ConsoleWriter console) {
        RollingFile rolling = new RollingFile(path, next.maxFileBytes(), next.archives(), clock);
        return new JsonLinesWriter(rolling, format, clock, delay, console::write);
    }

    private static boolean sameFile(LogSettings one, LogSettings other) {
        return one.file().equals(other.file())
                && one.maxFileBytes() == other.maxFileBytes()
                && one.archives() == other.archives();
    }

    /** The timer's own thread must stay free while a slow card takes its time. */
    private static JsonLinesWriter.Delay later(ScheduledExecutorService timer) {
        return task -> {
            if (timer.isShutdown()) {
                task.run();
            } else {
                timer.schedule(() -> Thread.ofVirtual().name("log-flush").start(task), 1, TimeUnit.SECONDS);
            }
        };
    }
}
