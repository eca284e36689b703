package org.openclaw.appliance.macos;

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
 * Memory as {@link DarwinMemory} reads it, and the signs of a {@link PressureSource}. Native code is loaded with the first
 * question; where it can't be, that is logged once and nothing is known. Where only libdispatch fails, the kernel's judgement
 * is still read with every sample.
 */
final class MacMemoryProbe implements MemoryProbe {

    private static final TaggedLogger LOG = Logger.tag("memory");
    private static final String NOT_YET = "not watched yet";

    private final ReentrantLock lock = new ReentrantLock();
    private final ReentrantLock watching = new ReentrantLock();
    private final Supplier<MemoryCalls> memoryCalls;
    private final Supplier<DispatchCalls> dispatchCalls;
    private DarwinMemory memory;
    private volatile String failure = "";
    // Of the one thread that waits.
    private PressureSource signs;
    private volatile String signsDetail = NOT_YET;
    private volatile boolean signsLive;

    /** @param memoryCalls loads native code, as {@code dispatchCalls} does; may throw LinkageError */
    MacMemoryProbe(Supplier<MemoryCalls> memoryCalls, Supplier<DispatchCalls> dispatchCalls) {
        this.memoryCalls = memoryCalls;
        this.dispatchCalls = dispatchCalls;
    }

    @Override
    public void sample(MemorySample into) {
        into.clear();
        lock.lock();
        try {
            if (isLoaded()) {
                memory.sample(into);
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
            memory = new DarwinMemory(memoryCalls.get(), (int) ProcessHandle.current().pid());
        }
        return failure.isEmpty();
    }

    private void fail(Throwable reason) {
        failure = firstLine(reason);
        LOG.warn("macOS can't be asked about memory, native code does not load: {}", failure);
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
            return awaitSigns(nanos);
        } finally {
            watching.unlock();
        }
    }

    private int awaitSigns(long nanos) throws InterruptedException {
        if (signsDetail.equals(NOT_YET)) {
            openSigns();
        }
        int heard = 0;
        if (signs != null) {
            heard = signs.await(nanos);
        } else {
            LockSupport.parkNanos(nanos);
        }
        if (Thread.interrupted()) {
            closeSigns();
            throw new InterruptedException();
        }
        return heard;
    }

    private void openSigns() {
        try {
            signs = PressureSource.open(dispatchCalls.get());
            signsLive = true;
            signsDetail = "libdispatch's memory pressure, warning and critical";
        } catch (LinkageError | RuntimeException e) {
            signsDetail = "libdispatch gives no signs, the pressure level is looked at regularly: " + firstLine(e);
            LOG.info("memory is looked at regularly instead of waiting for signs: {}", firstLine(e));
        }
    }

    private void closeSigns() {
        if (signs != null) {
            signs.close();
            signs = null;
            signsLive = false;
            signsDetail = NOT_YET;
        }
    }

    @Override
    public List<Source> sources() {
        MemorySample asked = new MemorySample();
        sample(asked);
        return List.of(
                source(asked, MemoryFigure.AVAILABLE, "memorystatus", "hw.memsize and the share of it that can be had"),
                source(asked, MemoryFigure.RSS, "process", "the size of this process and its physical footprint"),
                source(asked, MemoryFigure.SWAP_TOTAL, "swapusage", "swap space; macOS makes more of it when needed"),
                source(asked, MemoryFigure.SYSTEM_LEVEL, "vm_pressure_level", "the kernel's judgement, read with every look"),
                new Source("signs", signsLive, signsDetail));
    }

    private Source source(MemorySample asked, MemoryFigure figure, String name, String detail) {
        boolean live = asked.has(figure);
        String why = failure.isEmpty() ? "this system does not tell" : "native code does not load: " + failure;
        return new Source(name, live, live ? detail : why);
    }

    @Override
    public boolean warnsEasily() {
        return true;
    }

    @Override
    public boolean trim() {
        lock.lock();
        try {
            if (isLoaded()) {
                memory.trim();
                return true;
            }
            return false;
        } catch (LinkageError | RuntimeException e) {
            fail(e);
            return false;
        } finally {
            lock.unlock();
        }
    }
}
