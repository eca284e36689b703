package org.openclaw.appliance.windows;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import org.openclaw.appliance.platform.MemoryFigure;
import org.openclaw.appliance.platform.MemorySample;

/**
 * Memory as GlobalMemoryStatusEx, GetPerformanceInfo and GetProcessMemoryInfo tell it. Windows knows no part of memory it can't
 * drop; the private bytes, as far as resident, come nearest. Nothing is ever killed for want of memory: once all commit has
 * been promised, allocations fail, so commit is what matters. Buffers are allocated once and a look makes no garbage. 64-bit
 * Windows only. Not thread-safe.
 */
final class WindowsMemory {

    /** {@code MEMORYSTATUSEX}. */
    private static final int STATUS_BYTES = 64;

    private static final int TOTAL_PHYSICAL = 8;
    private static final int AVAILABLE_PHYSICAL = 16;
    private static final int PROCESS_COMMIT_LIMIT = 24;
    private static final int PROCESS_COMMIT_AVAILABLE = 32;

    /** {@code PERFORMANCE_INFORMATION}; its figures are pages. */
    private static final int PERFORMANCE_BYTES = 104;

    private static final int COMMIT_TOTAL = 8;
    private static final int COMMIT_LIMIT = 16;
    private static final int PAGE_SIZE = 80;

    /** {@code PROCESS_MEMORY_COUNTERS_EX}. */
    private static final int COUNTERS_BYTES = 80;

    private static final int PEAK_WORKING_SET = 8;
    private static final int WORKING_SET = 16;
    private static final int PRIVATE_USAGE = 72;

    private static final int HEAP_OPTIMIZE_RESOURCES = 3;

    private final MemoryCalls calls;
    private final Pointer process;
    private final Memory status = structure(STATUS_BYTES);
    private final Memory performance = structure(PERFORMANCE_BYTES);
    private final Memory counters = structure(COUNTERS_BYTES);

    /** {@code HEAP_OPTIMIZE_RESOURCES_INFORMATION}: version 1, no flags. */
    private final Memory optimize = new Memory(8);

    WindowsMemory(MemoryCalls calls) {
        this.calls = calls;
        process = calls.GetCurrentProcess();
        optimize.clear();
        optimize.setInt(0, 1);
    }

    /** A structure whose first field, a DWORD, is its own size. */
    private static Memory structure(int size) {
        Memory structure = new Memory(size);
        structure.clear();
        structure.setInt(0, size);
        return structure;
    }

    /** Sets what can be had. */
    void sample(MemorySample into) {
        if (calls.GlobalMemoryStatusEx(status) != 0) {
            ofMachine(into);
        }
        if (calls.K32GetPerformanceInfo(performance, PERFORMANCE_BYTES) != 0) {
            ofCommit(into);
        }
        if (calls.K32GetProcessMemoryInfo(process, counters, COUNTERS_BYTES) != 0) {
            long workingSet = counters.getLong(WORKING_SET);
            into.set(MemoryFigure.RSS, workingSet);
            into.set(MemoryFigure.RSS_ANON, Math.min(counters.getLong(PRIVATE_USAGE), workingSet));
            into.set(MemoryFigure.PEAK_RSS, counters.getLong(PEAK_WORKING_SET));
        }
    }

    private void ofMachine(MemorySample into) {
        long total = status.getLong(TOTAL_PHYSICAL);
        long available = status.getLong(AVAILABLE_PHYSICAL);
        long commitLimit = status.getLong(PROCESS_COMMIT_LIMIT);
        long commitAvailable = status.getLong(PROCESS_COMMIT_AVAILABLE);
        into.set(MemoryFigure.TOTAL, total);
        into.set(MemoryFigure.AVAILABLE, available);
        // What page files add to physical memory.
        into.set(MemoryFigure.SWAP_TOTAL, Math.max(0, commitLimit - total));
        into.set(MemoryFigure.SWAP_FREE, Math.max(0, commitAvailable - available));
        into.set(MemoryFigure.COMMIT_LIMIT, commitLimit);
        into.set(MemoryFigure.COMMIT_CHARGE, Math.max(0, commitLimit - commitAvailable));
    }

    // MEMORYSTATUSEX takes the machine's limit or this process's, whichever is lower: a job may allow less than the machine has.
    // But a process whose own limit is far away may still starve on a machine that is full. The fuller one counts.
    private void ofCommit(MemorySample into) {
        long page = performance.getLong(PAGE_SIZE);
        long limit = performance.getLong(COMMIT_LIMIT) * page;
        long charge = performance.getLong(COMMIT_TOTAL) * page;
        long otherLimit = into.get(MemoryFigure.COMMIT_LIMIT);
        if (limit > 0 && (otherLimit <= 0 || share(charge, limit) >= share(into.get(MemoryFigure.COMMIT_CHARGE), otherLimit))) {
            into.set(MemoryFigure.COMMIT_LIMIT, limit);
            into.set(MemoryFigure.COMMIT_CHARGE, charge);
        }
    }

    private static double share(long part, long whole) {
        return (double) part / whole;
    }

    /**
     * Lets the C heaps decommit what they only keep for later: HeapOptimizeResources, since Windows 8.1. It is not
     * EmptyWorkingSet: that moves every page out, heap and code included, only to fault them in again one by one; the working
     * set looks small for a moment, commit, which is what runs out, stays the same.
     *
     * @return whether Windows knows how
     */
    boolean trim() {
        return calls.HeapSetInformation(null, HEAP_OPTIMIZE_RESOURCES, optimize, optimize.size()) != 0;
    }
}
