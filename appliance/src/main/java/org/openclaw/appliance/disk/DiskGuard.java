package org.openclaw.appliance.disk;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.openclaw.appliance.file.DiskReserve;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.rpc.Lifecycle;
import org.openclaw.appliance.rpc.Lifecycle.Suspension;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * Keeps a full disk from doing harm: gives up old logs early, takes no new work late, and keeps a little space back for
 * credentials. Looks once a minute, and as soon as something couldn't be kept, and writes nothing while all is well. Thread-safe.
 */
public final class DiskGuard implements AutoCloseable {

    private static final Duration PACE = Duration.ofMinutes(1);
    private static final String NAME = "disk";
    private static final TaggedLogger LOG = Logger.tag("disk");

    private final Path directory;
    private final Disk disk;
    private final DiskReserve reserve;
    private final Lifecycle lifecycle;
    private final Runnable relief;
    private final Runnable onChange;
    private volatile DiskLevel level = DiskLevel.OK;
    private volatile Disk.Space space = new Disk.Space(0, 0, false);
    private volatile Future<?> watch;
    private final AtomicBoolean refused = new AtomicBoolean();
    private final ReentrantLock looking = new ReentrantLock();
    private volatile Executor workers;

    /**
     * @param directory the state directory, for people
     * @param relief gives up what can be done without
     * @param onChange told of a new level
     */
    public DiskGuard(Path directory, Disk disk, Lifecycle lifecycle, Runnable relief, Runnable onChange) {
        this.directory = directory;
        this.disk = disk;
        this.reserve = DiskReserve.in(directory);
        this.lifecycle = lifecycle;
        this.relief = relief;
        this.onChange = onChange;
    }

    /** Looks at once and then every minute. @param workers does the looking */
    public void begin(ScheduledExecutorService scheduler, Executor workers) {
        this.workers = workers;
        workers.execute(this::look);
        watch = scheduler.scheduleWithFixedDelay(
                () -> workers.execute(this::look), PACE.toMillis(), PACE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Something couldn't be kept: looks at once, unless the trouble is known. Quick. */
    public void refused() {
        Executor now = workers;
        if (now != null && !level.refusesWork() && refused.compareAndSet(false, true)) {
            now.execute(this::look);
        }
    }

    public DiskLevel level() {
        return level;
    }

    /** Gives away the space kept back for credentials. @return whether there was any */
    public boolean releaseReserve() {
        boolean released = reserve.release();
        if (released) {
            LOG.warn("the disk is full; the space kept back for credentials is used now");
        }
        return released;
    }

    /** {@code level}, {@code usedPercent}, {@code usableBytes}, {@code reserve}; where no work is taken, {@code message}. */
    public ObjectNode json() {
        Disk.Space seen = space;
        DiskLevel now = level;
        ObjectNode json = Json.object()
                .put("level", now.wireName())
                .put("usedPercent", Math.round(seen.usedPercent() * 10) / 10.0)
                .put("usableBytes", seen.usableBytes())
                .put("reserve", reserve.isKept());
        return now.refusesWork() ? json.put("message", sentence(now)) : json;
    }

    void look() {
        looking.lock();
        try {
            lookAlone();
        } finally {
            looking.unlock();
        }
    }

    private void lookAlone() {
        try {
            boolean suspicious = refused.getAndSet(false) || level == DiskLevel.READ_ONLY;
            space = disk.look(suspicious);
        } catch (IOException e) {
            LOG.warn("the disk of {} can't be asked: {}", directory, e.getMessage());
            return;
        }
        DiskLevel before = level;
        DiskLevel now = DiskLevel.of(space, before);
        level = now;
        if (now != before) {
            changed(before, now);
            onChange.run();
        }
        if (now == DiskLevel.OK) {
            keepReserve();
        }
    }

    private void changed(DiskLevel before, DiskLevel now) {
        if (now.refusesWork()) {
            String why = sentence(now);
            lifecycle.suspendWork(NAME, new Suspension(why, PACE.toMillis()));
            LOG.error("{}", why);
        } else if (before.refusesWork()) {
            lifecycle.resumeWork(NAME);
            LOG.info("the disk has room again; work goes on");
        }
        if (now == DiskLevel.HIGH || now == DiskLevel.FULL) {
            if (now == DiskLevel.HIGH) {
                LOG.warn("the disk of {} is {} % full ({} MB left); old logs are deleted", directory,
                        Math.round(space.usedPercent()), space.usableBytes() >> 20);
            }
            relief.run();
        }
    }

    private String sentence(DiskLevel now) {
        return now == DiskLevel.READ_ONLY
                ? "the disk of " + directory + " is read-only, so nothing can be kept and no agent turns are run. A card that"
                        + " turns read-only by itself is often worn out: save what is on it, then check it with fsck or"
                        + " replace it"
                : "the disk of " + directory + " is full (" + (space.usableBytes() >> 20) + " MB left), so no agent turns are"
                        + " run and no files are taken. Delete something; work goes on by itself within a minute after that";
    }

    private void keepReserve() {
        if (reserve.isKept() || space.usableBytes() < 4L * 1024 * 1024) {
            return;
        }
        try {
            reserve.keep();
        } catch (IOException e) {
            LOG.warn("no space can be kept back for credentials in {}: {}", directory, e.getMessage());
        }
    }

    @Override
    public void close() {
        Future<?> running = watch;
        if (running != null) {
            running.cancel(false);
        }
        lifecycle.resumeWork(NAME);
    }
}
