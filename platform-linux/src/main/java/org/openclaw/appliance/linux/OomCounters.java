package org.openclaw.appliance.linux;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.openclaw.appliance.platform.BootEvidence;

/**
 * The kernel's counts of processes killed for want of memory: {@code oom_kill} of {@code /proc/vmstat}, and of the memory
 * groups around this process: {@code memory.events} (cgroup v2) or {@code memory.oom_control} (v1). Thread-safe.
 */
final class OomCounters {

    private static final String OOM_KILL = "oom_kill ";
    private static final int MOST_GROUPS = 10;

    private final Path root;

    OomCounters(Path root) {
        this.root = root;
    }

    Map<String, Long> read() {
        Map<String, Long> counters = new LinkedHashMap<>();
        String own = SmallFile.text(root.resolve("proc/self/cgroup")).orElse("");
        Path mounts = root.resolve("sys/fs/cgroup");
        for (String line : own.lines().toList()) {
            String[] parts = line.split(":", 3);
            if (parts.length == 3 && parts[0].equals("0")) {
                Path unified = Files.exists(mounts.resolve("cgroup.controllers")) ? mounts : mounts.resolve("unified");
                addGroups(unified, parts[2], "memory.events", counters);
            } else if (parts.length == 3 && ("," + parts[1] + ",").contains(",memory,")) {
                addGroups(mounts.resolve("memory"), parts[2], "memory.oom_control", counters);
            }
        }
        count(root.resolve("proc/vmstat")).ifPresent(count -> counters.put(BootEvidence.MACHINE, count));
        return counters;
    }

    /** The group itself first, then those above it; inside a container the path may lie outside. */
    private static void addGroups(Path mount, String path, String file, Map<String, Long> counters) {
        Path inside = mount.resolve(path.replaceFirst("^/+", "")).normalize();
        Path group = inside.startsWith(mount) && Files.isDirectory(inside) ? inside : mount;
        while (group != null && group.startsWith(mount) && counters.size() < MOST_GROUPS) {
            Path at = group;
            count(group.resolve(file)).ifPresent(count -> counters.put("/" + mount.relativize(at), count));
            group = group.getParent();
        }
    }

    private static Optional<Long> count(Path file) {
        return SmallFile.text(file).flatMap(text -> text.lines()
                .filter(line -> line.startsWith(OOM_KILL))
                .map(line -> line.substring(OOM_KILL.length()).strip())
                .filter(number -> number.matches("\\d{1,18}"))
                .map(Long::valueOf)
                .findFirst());
    }
}
