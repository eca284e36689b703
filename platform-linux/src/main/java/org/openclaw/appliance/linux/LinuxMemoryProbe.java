package org.openclaw.appliance.linux;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.openclaw.appliance.platform.MemoryFigure;
import org.openclaw.appliance.platform.MemoryProbe;
import org.openclaw.appliance.platform.MemorySample;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * Memory as the kernel tells it: {@code /proc/meminfo}, {@code /proc/vmstat}, {@code /proc/self/status}, the memory cgroups
 * around this process and pressure stall information. Made to be asked several times a second: the files stay open, and a
 * sample makes no garbage. What a kernel lacks is left out: {@code meminfo} alone is enough to work with.
 */
public final class LinuxMemoryProbe implements MemoryProbe {

    private static final TaggedLogger LOG = Logger.tag("memory");
    private static final byte[] MEM_TOTAL = FieldFile.name("MemTotal");
    private static final byte[] MEM_FREE = FieldFile.name("MemFree");
    private static final byte[] MEM_AVAILABLE = FieldFile.name("MemAvailable");
    private static final byte[] CACHED = FieldFile.name("Cached");
    private static final byte[] BUFFERS = FieldFile.name("Buffers");
    private static final byte[] SWAP_TOTAL = FieldFile.name("SwapTotal");
    private static final byte[] SWAP_FREE = FieldFile.name("SwapFree");
    private static final byte[] VM_RSS = FieldFile.name("VmRSS");
    private static final byte[] VM_SWAP = FieldFile.name("VmSwap");
    private static final byte[] RSS_ANON = FieldFile.name("RssAnon");
    private static final byte[] VM_HWM = FieldFile.name("VmHWM");
    private static final byte[] SCAN_KSWAPD = FieldFile.name("pgscan_kswapd");
    private static final byte[] SCAN_DIRECT = FieldFile.name("pgscan_direct");
    private static final byte[] SWAPPED_IN = FieldFile.name("pswpin");
    private static final byte[] FILES_READ_BACK = FieldFile.name("workingset_refault_file");
    // Before Linux 5.9, when this counted nothing but files.
    private static final byte[] READ_BACK = FieldFile.name("workingset_refault");
    private static final byte[] OOM_KILL = FieldFile.name("oom_kill");
    private static final String NOT_YET = "not watched yet";
    private static final int VMSTAT_BYTES = 16 * 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, String> environment;
    private final FieldFile meminfo;
    private final FieldFile status;
    private final FieldFile vmstat;
    private final MemoryCgroup cgroup;
    private final PressureStalls stalls;
    private final Zram zram;
    private final ReentrantLock watching = new ReentrantLock();
    // Of the one thread that waits.
    private PressureSigns signs;
    private volatile String signsDetail = NOT_YET;
    private volatile boolean signsLive;

    /**
     * @param root the root of the file system; another one in tests
     * @param environment of this process, for what systemd wants to be watched
     */
    public LinuxMemoryProbe(Path root, Map<String, String> environment) {
        this.environment = environment;
        meminfo = new FieldFile(root.resolve("proc/meminfo"));
        status = new FieldFile(root.resolve("proc/self/status"));
        vmstat = new FieldFile(root.resolve("proc/vmstat"), VMSTAT_BYTES);
        cgroup = new MemoryCgroup(root);
        stalls = new PressureStalls(root, cgroup.pressure());
        zram = new Zram(root);
    }

    @Override
    public void sample(MemorySample into) {
        lock.lock();
        try {
            meminfo.refresh();
            status.refresh();
            vmstat.refresh();
            cgroup.refresh();
            stalls.refresh();
            into.clear();
            ofMachine(into);
            ofProcess(into);
            into.set(MemoryFigure.STALLED_SOME, stalls.some());
            into.set(MemoryFigure.STALLED_FULL, stalls.full());
            stalls.averages(into);
        } finally {
            lock.unlock();
        }
    }

    private void ofMachine(MemorySample into) {
        long limit = cgroup.limit();
        into.set(MemoryFigure.LIMIT, limit);
        into.set(MemoryFigure.TOTAL, lower(meminfo.value(MEM_TOTAL), limit));
        into.set(MemoryFigure.AVAILABLE, lower(available(), cgroup.available()));
        into.set(MemoryFigure.FREE, lower(meminfo.value(MEM_FREE), cgroup.free()));
        into.set(MemoryFigure.SWAP_TOTAL, meminfo.value(SWAP_TOTAL));
        into.set(MemoryFigure.SWAP_FREE, meminfo.value(SWAP_FREE));
        long kswapd = vmstat.value(SCAN_KSWAPD);
        into.set(
                MemoryFigure.RECLAIM_SCANS,
                kswapd < 0 ? MemorySample.UNKNOWN : kswapd + Math.max(0, vmstat.value(SCAN_DIRECT)));
        into.set(MemoryFigure.SWAPPED_IN, vmstat.value(SWAPPED_IN));
        long readBack = vmstat.value(FILES_READ_BACK);
        into.set(MemoryFigure.FILES_READ_BACK, readBack == MemorySample.UNKNOWN ? vmstat.value(READ_BACK) : readBack);
        into.set(MemoryFigure.KILLS, vmstat.value(OOM_KILL));
        into.set(MemoryFigure.GROUP_HIGH, cgroup.highEvents());
        into.set(MemoryFigure.GROUP_MAX, cgroup.maxEvents());
        into.set(MemoryFigure.GROUP_KILLS, cgroup.kills());
    }

    private void ofProcess(MemorySample into) {
        into.set(MemoryFigure.RSS, status.value(VM_RSS));
        into.set(MemoryFigure.RSS_ANON, status.value(RSS_ANON));
        into.set(MemoryFigure.SWAPPED, status.value(VM_SWAP));
        into.set(MemoryFigure.PEAK_RSS, status.value(VM_HWM));
    }

    /** Kernels before 3.14 don't estimate what is available; free memory and caches come near. */
    private long available() {
        long available = meminfo.value(MEM_AVAILABLE);
        long free = meminfo.value(MEM_FREE);
        if (available != MemorySample.UNKNOWN || free == MemorySample.UNKNOWN) {
            return available;
        }
        return free + Math.max(0, meminfo.value(BUFFERS)) + Math.max(0, meminfo.value(CACHED));
    }

    private static long lower(long one, long other) {
        if (one == MemorySample.UNKNOWN || other == MemorySample.UNKNOWN) {
            return Math.max(one, other);
        }
        return Math.min(one, other);
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
        if (signs == null) {
            openSigns();
        }
        int heard = 0;
        if (signs != null && signs.isLive()) {
            heard = signs.await((int) TimeUnit.NANOSECONDS.toMillis(nanos));
            signsLive = signs.isLive();
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
        if (!signsDetail.equals(NOT_YET)) {
            return;
        }
        if (PressureSigns.isTurnedOff(environment)) {
            signsDetail = "turned off by the administrator (MEMORY_PRESSURE_WATCH=/dev/null)";
            return;
        }
        if (stalls.path() == null && !environment.containsKey("MEMORY_PRESSURE_WATCH")) {
            signsDetail = "this kernel has no pressure stall information; on a Raspberry Pi add psi=1 to cmdline.txt";
            return;
        }
        try {
            signs = PressureSigns.open(environment, stalls.again());
            signsDetail = signs.detail();
            signsLive = signs.isLive();
        } catch (LinkageError | RuntimeException e) {
            signsDetail = "native code does not load: " + e.toString().lines().findFirst().orElse("");
            LOG.info("memory is looked at regularly instead of waiting for signs: {}", signsDetail);
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
        List<Source> sources = new ArrayList<>();
        sources.add(new Source("meminfo", asked.has(MemoryFigure.AVAILABLE), "what the machine has left"));
        sources.add(new Source("process", asked.has(MemoryFigure.RSS), "the size of this process"));
        sources.add(new Source("vmstat", asked.has(MemoryFigure.RECLAIM_SCANS), "the kernel's search for memory, swapping, kills"));
        sources.add(new Source(
                "cgroup",
                cgroup.isAccounted(),
                cgroup.isAccounted()
                        ? asked.has(MemoryFigure.LIMIT) ? "limit and events" : "no limit set"
                        : "the kernel keeps no account of groups' memory; on a Raspberry Pi add cgroup_enable=memory to cmdline.txt"));
        sources.add(new Source(
                "psi",
                asked.has(MemoryFigure.STALLED_SOME),
                stalls.path() == null ? "off; on a Raspberry Pi add psi=1 to cmdline.txt" : stalls.path().toString()));
        sources.add(new Source("signs", signsLive, signsDetail));
        return sources;
    }

    @Override
    public Optional<CompressedSwap> compressedSwap() {
        return zram.swap();
    }

    @Override
    public boolean trim() {
        try {
            return NativeHeap.trim();
        } catch (LinkageError | RuntimeException e) {
            return false;
        }
    }
}
