package org.openclaw.appliance.doctor;

import java.util.List;
import java.util.Map;
import org.openclaw.appliance.config.MemorySize;
import org.openclaw.appliance.platform.BootEvidence;
import org.openclaw.appliance.platform.MemoryProbe;

/** How much memory this machine has for the gateway, and whether it has run out before. */
final class MemoryBudget implements Check {

    private static final long MIB = 1024 * 1024;

    /** Below these the gateway refuses to start, runs in lean mode, and was not made for, in bytes. */
    private static final long REFUSED = 32 * MIB;

    private static final long LEAN = 96 * MIB;
    private static final long LEAST_TOTAL = 224 * MIB;

    @Override
    public String id() {
        return "core/doctor/memory";
    }

    @Override
    public List<Finding> run(Instance instance) {
        MemoryProbe.Reading memory = instance.platform().memoryProbe().read();
        Map<String, Long> kills = instance.platform().bootEvidence().oomKills();
        if (memory.total() < 0) {
            return List.of(Finding.info("Memory: this system doesn't tell"));
        }
        Finding finding = finding(memory).fact(
                "swap: " + (memory.swapTotal() <= 0 ? "none" : mb(memory.swapTotal() - memory.swapFree()) + " of "
                        + mb(memory.swapTotal()) + " used"),
                "gateway.maxMemory: " + instance.config().map(known -> known.at("gateway.maxMemory"))
                        .map(value -> MemorySize.bytes(value).isPresent() ? value.asText() : "not set").orElse("not set"));
        long killed = kills.getOrDefault(BootEvidence.MACHINE, 0L);
        return List.of(killed == 0 ? finding : finding.detail("Since this machine started, the kernel has killed " + killed
                + (killed == 1 ? " process" : " processes") + " for want of memory."));
    }

    private static Finding finding(MemoryProbe.Reading memory) {
        String line = "Memory: " + mb(memory.available()) + " of " + mb(memory.total()) + " available";
        if (memory.available() >= 0 && memory.available() < REFUSED) {
            return Finding.error(line).detail("The gateway doesn't start with less than " + mb(REFUSED) + ". End other programs.");
        }
        if (memory.total() < LEAST_TOTAL) {
            return Finding.warning(line).detail("The gateway is made for machines with 256 MB or more.");
        }
        if (memory.available() >= 0 && memory.available() < LEAN) {
            return Finding.info(line).detail("Below " + mb(LEAN) + " the gateway starts in lean mode, with smaller caches.");
        }
        return Finding.ok(line);
    }

    private static String mb(long bytes) {
        return bytes < 0 ? "an unknown amount" : bytes / MIB + " MB";
    }
}
