package org.openclaw.appliance.linux;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.openclaw.appliance.platform.BootEvidence.Clock;
import org.openclaw.appliance.platform.CommandRunner;

/**
 * Whether the kernel's clock follows a time source: the file that systemd-timesyncd leaves, or the kernel's own word. The
 * latter needs native code, which costs megabytes; where that isn't loaded anyway, {@code timedatectl} asks the kernel.
 */
final class ClockSync {

    private static final List<String> ASK = List.of("timedatectl", "show", "--property=NTPSynchronized", "--value");

    private final Path root;
    private final Path timesync;
    private final boolean nativeCode;
    private final CommandRunner tools;

    /** @param nativeCode whether native code is in use */
    ClockSync(Path root, boolean nativeCode, CommandRunner tools) {
        this.root = root;
        this.timesync = root.resolve("run/systemd/timesync");
        this.nativeCode = nativeCode;
        this.tools = tools;
    }

    Clock state() {
        if (Files.exists(timesync.resolve("synchronized"))) {
            return Clock.SYNCHRONISED;
        }
        if (nativeCode) {
            return ofKernel();
        }
        if (Files.isDirectory(timesync)) {
            return Clock.UNSYNCHRONISED;
        }
        // The directory is there while systemd runs as the first process, sd_booted(3).
        return Files.isDirectory(root.resolve("run/systemd/system")) ? ofTool() : Clock.UNKNOWN;
    }

    private Clock ofTool() {
        String answer = tools.run(ASK).filter(output -> output.exitStatus() == 0).map(output -> output.text().strip()).orElse("");
        return switch (answer) {
            case "yes" -> Clock.SYNCHRONISED;
            case "no" -> Clock.UNSYNCHRONISED;
            default -> Clock.UNKNOWN;
        };
    }

    private static Clock ofKernel() {
        try {
            return KernelClock.state();
        } catch (LinkageError e) {
            return Clock.UNKNOWN;
        }
    }
}
