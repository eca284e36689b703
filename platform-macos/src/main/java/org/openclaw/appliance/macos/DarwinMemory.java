package org.openclaw.appliance.macos;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import java.nio.charset.StandardCharsets;
import org.openclaw.appliance.platform.MemoryFigure;
import org.openclaw.appliance.platform.MemorySample;

/**
 * Memory as Darwin tells it: {@code hw.memsize}; the share that can be had, {@code kern.memorystatus_level} in percent, which
 * memory_pressure(1) shows as well; {@code vm.swapusage}; the kernel's judgement; {@code proc_pid_rusage}. The physical
 * footprint is what comes nearest to memory the kernel can't drop. The peak isn't asked for. Buffers are allocated once and a
 * look makes no garbage. 64-bit systems only. Not thread-safe.
 */
final class DarwinMemory {

    /** {@code struct rusage_info_v0}: a UUID and six counters come first. */
    private static final int RESIDENT_SIZE = 64;

    private static final int PHYSICAL_FOOTPRINT = 72;

    /** {@code struct xsw_usage}: total, available, used, page size, encrypted. */
    private static final int SWAP_TOTAL = 0;

    private static final int SWAP_AVAILABLE = 8;

    /** Room for every structure that is asked for, and for what later kernels may add to it. */
    private static final int LARGEST_ANSWER = 512;

    private final MemoryCalls calls;
    private final int pid;
    private final Memory total = name("hw.memsize");
    private final Memory availablePercent = name("kern.memorystatus_level");
    private final Memory swap = name("vm.swapusage");
    private final Memory pressure = name("kern.memorystatus_vm_pressure_level");
    private final Memory answer = new Memory(LARGEST_ANSWER);
    private final Memory size = new Memory(Native.SIZE_T_SIZE);

    /** @param pid of this process */
    DarwinMemory(MemoryCalls calls, int pid) {
        this.calls = calls;
        this.pid = pid;
    }

    private static Memory name(String text) {
        byte[] bytes = (text + "\0").getBytes(StandardCharsets.US_ASCII);
        Memory name = new Memory(bytes.length);
        name.write(0, bytes, 0, bytes.length);
        return name;
    }

    /** Sets what can be had. */
    void sample(MemorySample into) {
        long installed = number(total);
        long percent = number(availablePercent);
        into.set(MemoryFigure.TOTAL, installed);
        if (installed >= 0 && percent >= 0 && percent <= 100) {
            into.set(MemoryFigure.AVAILABLE, installed / 100 * percent);
        }
        if (ask(swap) >= SWAP_AVAILABLE + Long.BYTES) {
            into.set(MemoryFigure.SWAP_TOTAL, answer.getLong(SWAP_TOTAL));
            into.set(MemoryFigure.SWAP_FREE, answer.getLong(SWAP_AVAILABLE));
        }
        into.set(MemoryFigure.SYSTEM_LEVEL, level(number(pressure)));
        if (calls.proc_pid_rusage(pid, 0, answer) == 0) {
            into.set(MemoryFigure.RSS, answer.getLong(RESIDENT_SIZE));
            into.set(MemoryFigure.RSS_ANON, answer.getLong(PHYSICAL_FOOTPRINT));
        }
    }

    /** The kernel answers in libdispatch's bits: {@code DISPATCH_MEMORYPRESSURE_NORMAL}, {@code _WARN}, {@code _CRITICAL}. */
    private static long level(long pressure) {
        return pressure == 1 ? 0 : pressure == 2 ? 1 : pressure == 4 ? 2 : MemorySample.UNKNOWN;
    }

    /** An int or a long, by its size. */
    private long number(Memory name) {
        long bytes = ask(name);
        return bytes == Integer.BYTES
                ? Integer.toUnsignedLong(answer.getInt(0))
                : bytes == Long.BYTES ? answer.getLong(0) : MemorySample.UNKNOWN;
    }

    /** @return how many bytes the answer has, negative for none */
    private long ask(Memory name) {
        size.setLong(0, LARGEST_ANSWER);
        return calls.sysctlbyname(name, answer, size, null, 0) == 0 ? size.getLong(0) : -1;
    }

    /** Gives free pages of the C heap back. */
    void trim() {
        calls.malloc_zone_pressure_relief(null, 0);
    }
}
