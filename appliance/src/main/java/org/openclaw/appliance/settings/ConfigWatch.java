package org.openclaw.appliance.settings;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * Notices when files change: the first one at once where the system tells, all of them within five seconds anyway, since
 * network mounts, overlays and links tell nothing. Thread-safe; idle between changes but for one look every five seconds.
 */
final class ConfigWatch implements AutoCloseable {

    /** Editors write a file in several steps; this long must pass after the last one, in milliseconds. */
    private static final long QUIET_MILLIS = 300;

    /** A file that is written without end is looked at after this time all the same, in milliseconds. */
    private static final long LONGEST_NOISE_MILLIS = 3_000;

    private static final long POLL_MILLIS = 5_000;
    private static final TaggedLogger LOG = Logger.tag("gateway/reload");

    private final Path file;
    private final Supplier<List<Path>> more;
    private final Runnable changed;
    private final ScheduledExecutorService scheduler;
    private final Executor workers;
    private final ReentrantLock lock = new ReentrantLock();
    private ScheduledFuture<?> poll;
    private ScheduledFuture<?> due;
    private long noisySince;
    private WatchService watcher;
    private String stamp;
    private boolean closed;

    /**
     * @param more other files that count, asked at each look
     * @param changed runs on a worker when there is something new to read
     * @param workers starts a virtual thread per task
     */
    ConfigWatch(
            Path file,
            Supplier<List<Path>> more,
            Runnable changed,
            ScheduledExecutorService scheduler,
            Executor workers) {
        this.file = file.toAbsolutePath();
        this.more = more;
        this.changed = changed;
        this.scheduler = scheduler;
        this.workers = workers;
    }

    void start() {
        start(POLL_MILLIS, true);
    }

    /** @param events whether to ask the system, too */
    void start(long pollMillis, boolean events) {
        stamp = stamp();
        poll = scheduler.scheduleWithFixedDelay(() -> onWorker(this::look), pollMillis, pollMillis, TimeUnit.MILLISECONDS);
        if (!events) {
            return;
        }
        try {
            watcher = file.getFileSystem().newWatchService();
            file.getParent().register(watcher, ENTRY_CREATE, ENTRY_MODIFY, ENTRY_DELETE);
            onWorker(this::listen);
        } catch (IOException | UnsupportedOperationException e) {
            LOG.info("the system doesn't tell when {} changes; looking every {} s", file, pollMillis / 1000);
        }
    }

    private void listen() {
        try {
            while (true) {
                WatchKey key = watcher.take();
                boolean ours = false;
                for (WatchEvent<?> event : key.pollEvents()) {
                    ours |= event.context() == null || file.getFileName().equals(event.context());
                }
                if (ours) {
                    soon();
                }
                if (!key.reset()) {
                    LOG.info("the directory of {} was replaced; looking every {} s", file, POLL_MILLIS / 1000);
                    return;
                }
            }
        } catch (ClosedWatchServiceException | InterruptedException stopping) {
            return;
        }
    }

    private void look() {
        String now = stamp();
        lock.lock();
        try {
            if (!now.equals(stamp) && due == null) {
                soon();
            }
        } finally {
            lock.unlock();
        }
    }

    private void soon() {
        lock.lock();
        try {
            long now = System.nanoTime();
            if (closed) {
                return;
            }
            if (due == null) {
                noisySince = now;
            } else if (TimeUnit.NANOSECONDS.toMillis(now - noisySince) > LONGEST_NOISE_MILLIS) {
                return;
            } else {
                due.cancel(false);
            }
            due = scheduler.schedule(() -> onWorker(this::tell), QUIET_MILLIS, TimeUnit.MILLISECONDS);
        } finally {
            lock.unlock();
        }
    }

    private void tell() {
        lock.lock();
        try {
            due = null;
            stamp = stamp();
        } finally {
            lock.unlock();
        }
        changed.run();
    }

    private void onWorker(Runnable task) {
        try {
            workers.execute(task);
        } catch (RejectedExecutionException stopping) {
            close();
        }
    }

    /** What tells one state of the files from another without reading them. */
    private String stamp() {
        StringBuilder stamp = new StringBuilder();
        stamp(file, stamp);
        more.get().forEach(path -> stamp(path, stamp));
        return stamp.toString();
    }

    private static void stamp(Path path, StringBuilder stamp) {
        try {
            BasicFileAttributes facts = Files.readAttributes(path, BasicFileAttributes.class);
            stamp.append(facts.lastModifiedTime()).append(' ').append(facts.size()).append(' ').append(facts.fileKey());
        } catch (IOException e) {
            stamp.append("none");
        }
        stamp.append('\n');
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            if (poll != null) {
                poll.cancel(false);
            }
            if (due != null) {
                due.cancel(false);
            }
            if (watcher != null) {
                watcher.close();
            }
        } catch (IOException e) {
            LOG.debug("closing the watch failed: {}", e.getMessage());
        } finally {
            lock.unlock();
        }
    }
}
