package org.openclaw.appliance.windows;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.openclaw.appliance.platform.MemoryFigure;
import org.openclaw.appliance.platform.MemoryProbe;
import org.openclaw.appliance.platform.MemorySample;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * Memory as {@link WindowsMemory} reads it, and the sign of a {@link LowMemoryNotification}, which is held only while somebody
 * waits for it. Native code is loaded with the first question; where it can't be, that is logged once and nothing is known.
 */
final class WindowsMemoryProbe implements MemoryProbe {

    private static final TaggedLogger LOG = Logger.tag("memory");
    private static final String NOT_YET = "not watched yet";

    private final ReentrantLock lock = new ReentrantLock();
    private final ReentrantLock watching = new ReentrantLock();
    private final Supplier<MemoryCalls> loader;
    private MemoryCalls calls;
    private WindowsMemory memory;
    private volatile String failure = "";
    // Opened, awaited and closed by the one thread that waits, opened and closed under the lock.
    private LowMemoryNotification sign;
    private volatile String signDetail = NOT_YET;

    /** @param loader loads native code; may throw LinkageError */
    WindowsMemoryProbe(Supplier<MemoryCalls> loader) {
        this.loader = loader;
    }

    @Override
    public void sample(MemorySample into) {
        into.clear();
        lock.lock();
        try {
            if (isLoaded()) {
                memory.sample(into);
                into.set(MemoryFigure.SYSTEM_LEVEL, sign == null ? MemorySample.UNKNOWN : sign.level());
            }
        } catch (LinkageError | RuntimeException e) {
            fail(e);
            into.clear();
        } finally {
            lock.unlock();
        }
    }

    private boolean isLoaded() {
        if (memory == null && failure.isEmpty()) {
            calls = loader.get();
            memory = new WindowsMemory(calls);
        }
        return failure.isEmpty();
    }

    private void fail(Throwable reason) {
        failure = firstLine(reason);
        LOG.warn("Windows can't be asked about memory, native code does not load: {}", failure);
    }

    /** JNA's messages go on with the whole class path. */
    private static String firstLine(Throwable reason) {
        return reason.toString().lines().findFirst().orElse("");
    }

    @Override
    public int await(long nanos) throws InterruptedException {
        // After a restart within the process the watcher before may be here for one last time, and closes what it watches.
        if (!watching.tryLock() && !watching.tryLock(nanos, TimeUnit.NANOSECONDS)) {
            return 0;
        }
        try {
            return awaitSign(nanos);
        } finally {
            watching.unlock();
        }
    }

    private int awaitSign(long nanos) throws InterruptedException {
        if (signDetail.equals(NOT_YET)) {
            openSign();
        }
        int heard = 0;
        if (sign != null) {
            heard = sign.await(nanos);
        } else {
            LockSupport.parkNanos(nanos);
        }
        if (Thread.interrupted()) {
            closeSign();
            throw new InterruptedException();
        }
        return heard;
    }

    private void openSign() {
        lock.lock();
        try {
            if (isLoaded()) {
                sign = LowMemoryNotification.open(calls);
                signDetail = "low memory resource notification of the machine";
            } else {
                signDetail = notLoaded();
            }
        } catch (LinkageError | RuntimeException e) {
            signDetail = "Windows does not say when memory is low: " + firstLine(e);
            LOG.info("memory is looked at regularly instead of waiting for signs: {}", firstLine(e));
        } finally {
            lock.unlock();
        }
    }

    private void closeSign() {
        lock.lock();
        try {
            if (sign != null) {
                sign.close();
                sign = null;
                signDetail = NOT_YET;
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Source> sources() {
        MemorySample asked = new MemorySample();
        sample(asked);
        return List.of(
                source(asked, MemoryFigure.AVAILABLE, "memory-status", "physical memory and page files"),
                source(asked, MemoryFigure.COMMIT_CHARGE, "commit", "what the machine, or this process's job, may still promise"),
                source(asked, MemoryFigure.RSS, "process", "the working set and private bytes of this process"),
                new Source("signs", asked.has(MemoryFigure.SYSTEM_LEVEL), signDetail));
    }

    private Source source(MemorySample asked, MemoryFigure figure, String name, String detail) {
        boolean live = asked.has(figure);
        return new Source(name, live, live ? detail : failure.isEmpty() ? "Windows does not tell" : notLoaded());
    }

    private String notLoaded() {
        return "native code does not load: " + failure;
    }

    @Override
    public boolean trim() {
        lock.lock();
        try {
            return isLoaded() && memory.trim();
        } catch (LinkageError | RuntimeException e) {
            fail(e);
            return false;
        } finally {
            lock.unlock();
        }
    }
}
