package org.openclaw.appliance.boot;

import java.util.Locale;
import org.openclaw.appliance.platform.MemoryProbe.Reading;

/**
 * Whether there is memory enough to start, and with what manners.
 *
 * @param line what to log, one line
 * @param lean whether to be sparing: few concurrent runs, small caches
 */
public record MemoryPreflight(String line, boolean lean) {

    private static final long MIB = 1024 * 1024;
    private static final long SMALL_DEVICE = 224 * MIB;
    private static final long LEAN_TOTAL = 512 * MIB;
    private static final long LEAN_AVAILABLE = 96 * MIB;
    private static final long LEAST_AVAILABLE = 32 * MIB;

    /** @throws StartRefused with exit code 75 when less than 32 MB are available: a supervisor should try again later */
    public static MemoryPreflight of(Reading reading) throws StartRefused {
        long total = reading.total();
        long available = reading.available();
        if (available != Reading.UNKNOWN && available < LEAST_AVAILABLE) {
            throw new StartRefused(
                    ExitCode.NOT_NOW,
                    "memory preflight: only " + megabytes(available) + " available, the gateway needs at least "
                            + megabytes(LEAST_AVAILABLE) + "; stop other programs or add swap (zram), then start again");
        }
        boolean lean = (total != Reading.UNKNOWN && total <= LEAN_TOTAL)
                || (available != Reading.UNKNOWN && available < LEAN_AVAILABLE);
        StringBuilder line = new StringBuilder("memory preflight: ")
                .append(megabytes(available))
                .append(" available of ")
                .append(megabytes(total));
        if (reading.limit() != Reading.UNKNOWN) {
            line.append(", limited to ").append(megabytes(reading.limit()));
        }
        line.append(lean ? ", lean mode" : ", standard mode");
        if (total != Reading.UNKNOWN && total < SMALL_DEVICE) {
            line.append("; less than ").append(megabytes(SMALL_DEVICE)).append(" in total is tight");
        }
        return new MemoryPreflight(line.toString(), lean);
    }

    private static String megabytes(long bytes) {
        return bytes == Reading.UNKNOWN ? "unknown" : String.format(Locale.ROOT, "%d MB", bytes / MIB);
    }
}
