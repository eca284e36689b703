package org.openclaw.appliance.windows;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.openclaw.appliance.platform.MemoryProbe;
import org.openclaw.appliance.platform.MemorySample;

/**
 * Memory as GlobalMemoryStatusEx and GetProcessMemoryInfo tell it. Windows knows no part of memory it can't drop; the private
 * bytes, as far as resident, come nearest.
 */
final class WindowsMemoryProbe implements MemoryProbe {

    private static final int TOTAL_PHYSICAL = 8;
    private static final int AVAILABLE_PHYSICAL = 16;
    private static final int COMMIT_LIMIT = 24;
    private static final int COMMIT_AVAILABLE = 32;
    private static final int PEAK_WORKING_SET = 8;
    private static final int WORKING_SET = 16;
    private static final int PRIVATE_USAGE = 72;

    private final Kernel kernel;

    WindowsMemoryProbe(Kernel kernel) {
        this.kernel = kernel;
    }

    @Override
    public void sample(MemorySample into) {
        into.clear();
        into.copy(read());
    }

    @Override
    public Reading read() {
        return reading(kernel.memoryStatus(), kernel.processCounters());
    }

    /**
     * @param status a {@code MEMORYSTATUSEX}
     * @param counters a {@code PROCESS_MEMORY_COUNTERS_EX}
     */
    static Reading reading(Optional<ByteBuffer> status, Optional<ByteBuffer> counters) {
        long workingSet = at(counters, WORKING_SET);
        return new Reading(
                at(status, TOTAL_PHYSICAL),
                at(status, AVAILABLE_PHYSICAL),
                beyond(at(status, COMMIT_LIMIT), at(status, TOTAL_PHYSICAL)),
                beyond(at(status, COMMIT_AVAILABLE), at(status, AVAILABLE_PHYSICAL)),
                workingSet,
                Math.min(at(counters, PRIVATE_USAGE), workingSet),
                at(counters, PEAK_WORKING_SET),
                Reading.UNKNOWN);
    }

    private static long at(Optional<ByteBuffer> structure, int offset) {
        return structure.map(bytes -> bytes.getLong(offset)).orElse(Reading.UNKNOWN);
    }

    /** What page files add to physical memory. */
    private static long beyond(long commit, long physical) {
        return commit == Reading.UNKNOWN ? Reading.UNKNOWN : Math.max(0, commit - physical);
    }
}
