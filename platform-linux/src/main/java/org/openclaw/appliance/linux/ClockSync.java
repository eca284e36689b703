package org.openclaw.appliance.linux;

import java.nio.file.Files;
import java.nio.file.Path;
import org.openclaw.appliance.platform.BootEvidence.Clock;

/**
 * Whether the kernel's clock follows a time source: the file that systemd-timesyncd leaves, or the kernel's own word. The
 * latter needs native code, which costs megabytes; it is asked only where that is loaded anyway.
 */
final class ClockSync {

    private final Path timesync;
    private final boolean nativeCode;

    /** @param nativeCode whether native code is in use */
    ClockSync(Path root, boolean nativeCode) {
        this.timesync = root.resolve("run/systemd/timesync");
        this.nativeCode = nativeCode;
    }

    Clock state() {
        if (Files.exists(timesync.resolve("synchronized"))) {
            return Clock.SYNCHRONISED;
        }
        if (nativeCode) {
            return ofKernel();
        }
        return Files.isDirectory(timesync) ? Clock.UNSYNCHRONISED : Clock.UNKNOWN;
    }

    private static Clock ofKernel() {
        try {
            return KernelClock.state();
        } catch (LinkageError e) {
            return Clock.UNKNOWN;
        }
    }
}
