package org.openclaw.appliance.linux;

import java.nio.file.Files;
import java.nio.file.Path;
import org.openclaw.appliance.platform.MemoryFigure;
import org.openclaw.appliance.platform.MemorySample;

/**
 * Time that tasks lost waiting for memory (kernel documentation, "PSI - Pressure Stall Information"): of this process's own
 * group where the kernel tells, else of the whole machine. Reading makes no garbage. Not thread-safe.
 */
final class PressureStalls {

    private static final byte[] SOME = FieldFile.name("some");
    private static final byte[] FULL = FieldFile.name("full");
    private static final byte[] TOTAL = FieldFile.name("total=");
    private static final byte[] LAST_10 = FieldFile.name("avg10=");
    private static final byte[] LAST_60 = FieldFile.name("avg60=");
    private static final int BYTES = 512;

    private final Path path;
    private final FieldFile file;

    /** @param own the group's own file, or null */
    PressureStalls(Path root, Path own) {
        this(own != null ? own : readable(root.resolve("proc/pressure/memory")));
    }

    private PressureStalls(Path path) {
        this.path = path;
        file = path == null ? null : new FieldFile(path, BYTES);
    }

    private static Path readable(Path file) {
        return Files.isReadable(file) ? file : null;
    }

    /** The same for another thread. */
    PressureStalls again() {
        return new PressureStalls(path);
    }

    /** Where the times come from; null where this kernel doesn't tell. */
    Path path() {
        return path;
    }

    void refresh() {
        if (file != null) {
            file.refresh();
        }
    }

    /** Microseconds in which some task waited. */
    long some() {
        return file == null ? MemorySample.UNKNOWN : file.value(SOME, TOTAL);
    }

    /** Microseconds in which all tasks waited. */
    long full() {
        return file == null ? MemorySample.UNKNOWN : file.value(FULL, TOTAL);
    }

    /** The kernel's own averages. */
    void averages(MemorySample into) {
        if (file != null) {
            into.set(MemoryFigure.SOME_AVERAGE_10, file.hundredths(SOME, LAST_10));
            into.set(MemoryFigure.SOME_AVERAGE_60, file.hundredths(SOME, LAST_60));
            into.set(MemoryFigure.FULL_AVERAGE_10, file.hundredths(FULL, LAST_10));
            into.set(MemoryFigure.FULL_AVERAGE_60, file.hundredths(FULL, LAST_60));
        }
    }
}
