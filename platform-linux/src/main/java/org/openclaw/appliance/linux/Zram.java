package org.openclaw.appliance.linux;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.openclaw.appliance.platform.MemoryProbe.CompressedSwap;

/** Swap space that is compressed memory (kernel documentation, "zram: Compressed RAM-based block devices"). */
final class Zram {

    /** Columns of {@code mm_stat}: {@code orig_data_size} and {@code mem_used_total}. */
    private static final int STORED = 0;

    private static final int TAKEN = 2;

    private final Path root;

    Zram(Path root) {
        this.root = root;
    }

    /** All of it that is in use as swap space; empty where there is none. */
    Optional<CompressedSwap> swap() {
        List<String> devices = SmallFile.text(root.resolve("proc/swaps")).orElse("").lines()
                .map(line -> line.split("\\s", 2)[0])
                .filter(device -> device.matches("/dev/zram\\d{1,3}"))
                .map(device -> device.substring("/dev/".length()))
                .toList();
        long size = 0;
        long stored = 0;
        long taken = 0;
        for (String device : devices) {
            Path block = root.resolve("sys/block").resolve(device);
            OptionalLong its = SmallFile.number(block.resolve("disksize"));
            size += its.orElse(0);
            stored += column(block, STORED);
            taken += column(block, TAKEN);
        }
        return devices.isEmpty() ? Optional.empty() : Optional.of(new CompressedSwap(size, stored, taken));
    }

    private static long column(Path block, int column) {
        String[] columns = SmallFile.text(block.resolve("mm_stat")).orElse("").split("\\s+");
        return column < columns.length && columns[column].matches("\\d{1,18}") ? Long.parseLong(columns[column]) : 0;
    }
}
