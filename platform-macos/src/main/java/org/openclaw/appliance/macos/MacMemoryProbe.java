package org.openclaw.appliance.macos;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import org.openclaw.appliance.platform.MemoryProbe;
import org.openclaw.appliance.platform.MemorySample;

/**
 * Memory as Darwin tells it: {@code hw.memsize}; the share that can be had, {@code kern.memorystatus_level} in percent, which
 * memory_pressure(1) shows as well; {@code vm.swapusage}; {@code proc_pid_rusage}. The physical footprint is what comes
 * nearest to memory the kernel can't drop. The peak isn't asked for.
 */
final class MacMemoryProbe implements MemoryProbe {

    /** {@code struct xsw_usage}: total, available, used. */
    private static final int SWAP_TOTAL = 0;

    private static final int SWAP_AVAILABLE = 8;

    /** {@code struct rusage_info_v0}: a UUID and six counters come first. */
    private static final int RESIDENT_SIZE = 64;

    private static final int PHYSICAL_FOOTPRINT = 72;

    private final Darwin darwin;

    MacMemoryProbe(Darwin darwin) {
        this.darwin = darwin;
    }

    @Override
    public void sample(MemorySample into) {
        into.clear();
        into.copy(read());
    }

    @Override
    public Reading read() {
        return reading(
                darwin.sysctl("hw.memsize"), darwin.sysctl("kern.memorystatus_level"), darwin.sysctl("vm.swapusage"),
                darwin.rusage());
    }

    static Reading reading(
            Optional<ByteBuffer> memsize, Optional<ByteBuffer> level, Optional<ByteBuffer> swap, Optional<ByteBuffer> rusage) {
        OptionalLong total = Sysctl.number(memsize);
        OptionalLong percent = Sysctl.number(level);
        boolean known = total.isPresent() && percent.isPresent() && percent.getAsLong() <= 100;
        return new Reading(
                total.orElse(Reading.UNKNOWN),
                known ? total.getAsLong() / 100 * percent.getAsLong() : Reading.UNKNOWN,
                Sysctl.longAt(swap, SWAP_TOTAL).orElse(Reading.UNKNOWN),
                Sysctl.longAt(swap, SWAP_AVAILABLE).orElse(Reading.UNKNOWN),
                Sysctl.longAt(rusage, RESIDENT_SIZE).orElse(Reading.UNKNOWN),
                Sysctl.longAt(rusage, PHYSICAL_FOOTPRINT).orElse(Reading.UNKNOWN),
                Reading.UNKNOWN,
                Reading.UNKNOWN);
    }
}
