package org.openclaw.appliance.linux;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.openclaw.appliance.platform.BootEvidence;
import org.openclaw.appliance.platform.CommandRunner;

/** What a Linux system remembers: {@code /proc}, control groups, the kernel's log, {@code /sys/class/watchdog}. */
public final class LinuxBootEvidence implements BootEvidence {

    /** Ticks of {@code /proc/<pid>/stat} per second: USER_HZ is 100 on every architecture that Java runs on (time(7)). */
    private static final long TICK_MILLIS = 10;

    /** Place of {@code starttime}, counted from the field behind the command's name (proc_pid_stat(5)). */
    private static final int START_TIME = 19;

    /** The watchdog card reset the machine last (linux/watchdog.h, WDIOF_CARDRESET). */
    private static final long CARD_RESET = 0x20;

    private final Path root;
    private final OomCounters oom;
    private final KernelLog log;
    private final ClockSync clock;
    private final VolatileDirectory memory;

    /**
     * @param root the root of the file system; another one in tests
     * @param environment the process's environment
     * @param tools runs {@code dmesg}, {@code journalctl} and {@code timedatectl}
     */
    public LinuxBootEvidence(Path root, Map<String, String> environment, CommandRunner tools) {
        this.root = root;
        this.oom = new OomCounters(root);
        this.log = new KernelLog(tools, () -> SmallFile.text(root.resolve("proc/self/comm")).orElse(""));
        this.clock = new ClockSync(root, environment.containsKey("NOTIFY_SOCKET"), tools);
        this.memory = new VolatileDirectory(root, environment);
    }

    @Override
    public Optional<String> bootId() {
        return SmallFile.text(root.resolve("proc/sys/kernel/random/boot_id")).filter(id -> !id.isEmpty());
    }

    @Override
    public OptionalLong processAgeMillis() {
        Optional<String> stat = SmallFile.text(root.resolve("proc/self/stat"));
        Optional<String> uptime = SmallFile.text(root.resolve("proc/uptime"));
        if (stat.isEmpty() || uptime.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            // The command's name may hold blanks and parentheses; the last one ends it.
            String[] fields = stat.get().substring(stat.get().lastIndexOf(')') + 1).strip().split(" ");
            long begun = Long.parseLong(fields[START_TIME]) * TICK_MILLIS;
            long now = (long) (Double.parseDouble(uptime.get().split(" ")[0]) * 1_000);
            return now >= begun ? OptionalLong.of(now - begun) : OptionalLong.empty();
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return OptionalLong.empty();
        }
    }

    @Override
    public Map<String, Long> oomKills() {
        return oom.read();
    }

    @Override
    public Optional<String> oomRecord(long pid) {
        return log.oomKillOf(pid);
    }

    @Override
    public Optional<String> resetCause() {
        try (DirectoryStream<Path> watchdogs = Files.newDirectoryStream(root.resolve("sys/class/watchdog"))) {
            for (Path watchdog : watchdogs) {
                OptionalLong status = SmallFile.number(watchdog.resolve("bootstatus"));
                if ((status.orElse(0) & CARD_RESET) != 0) {
                    return Optional.of("bootstatus of " + watchdog.getFileName() + " says it reset the machine");
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    @Override
    public Clock clock() {
        return clock.state();
    }

    @Override
    public Optional<Path> volatileDirectory() {
        return memory.get();
    }

    @Override
    public List<Path> bootPartitions() {
        return List.of(root.resolve("boot/firmware"), root.resolve("boot"));
    }
}
