package org.openclaw.appliance.linux;

import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import org.openclaw.appliance.platform.MemoryProbe;

/**
 * Memory as the kernel tells it: {@code /proc/meminfo}, {@code /proc/self/status} and the memory cgroups around this process.
 * Made to be asked every few seconds: the files stay open, and a reading allocates nothing but its result as long as no
 * cgroup limits this process.
 */
public final class LinuxMemoryProbe implements MemoryProbe {

    private static final byte[] MEM_TOTAL = FieldFile.name("MemTotal");
    private static final byte[] MEM_FREE = FieldFile.name("MemFree");
    private static final byte[] MEM_AVAILABLE = FieldFile.name("MemAvailable");
    private static final byte[] CACHED = FieldFile.name("Cached");
    private static final byte[] BUFFERS = FieldFile.name("Buffers");
    private static final byte[] SWAP_TOTAL = FieldFile.name("SwapTotal");
    private static final byte[] SWAP_FREE = FieldFile.name("SwapFree");
    private static final byte[] VM_RSS = FieldFile.name("VmRSS");
    private static final byte[] RSS_ANON = FieldFile.name("RssAnon");
    private static final byte[] VM_HWM = FieldFile.name("VmHWM");

    private final ReentrantLock lock = new ReentrantLock();
    private final FieldFile meminfo;
    private final FieldFile status;
    private final MemoryCgroup cgroup;

    /** @param root the root of the file system; another one in tests */
    public LinuxMemoryProbe(Path root) {
        meminfo = new FieldFile(root.resolve("proc/meminfo"));
        status = new FieldFile(root.resolve("proc/self/status"));
        cgroup = new MemoryCgroup(root);
    }

    @Override
    public Reading read() {
        lock.lock();
        try {
            meminfo.refresh();
            status.refresh();
            cgroup.refresh();
            long limit = cgroup.limit();
            return new Reading(
                    lower(meminfo.value(MEM_TOTAL), limit),
                    lower(available(), cgroup.available()),
                    meminfo.value(SWAP_TOTAL),
                    meminfo.value(SWAP_FREE),
                    status.value(VM_RSS),
                    status.value(RSS_ANON),
                    status.value(VM_HWM),
                    limit);
        } finally {
            lock.unlock();
        }
    }

    /** Kernels before 3.14 don't estimate what is available; free memory and caches come near. */
    private long available() {
        long available = meminfo.value(MEM_AVAILABLE);
        long free = meminfo.value(MEM_FREE);
        if (available != Reading.UNKNOWN || free == Reading.UNKNOWN) {
            return available;
        }
        return free + Math.max(0, meminfo.value(BUFFERS)) + Math.max(0, meminfo.value(CACHED));
    }

    private static long lower(long one, long other) {
        if (one == Reading.UNKNOWN || other == Reading.UNKNOWN) {
            return Math.max(one, other);
        }
        return Math.min(one, other);
    }
}
