package org.openclaw.appliance.linux;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.platform.MemoryProbe.Reading;

/**
 * The memory limits that control groups put on this process: its own group's and those of all groups around it, cgroup v2
 * before v1 (cgroups(7); kernel documentation, cgroup-v2 "Memory" and cgroup-v1 "memory"). Not thread-safe.
 */
final class MemoryCgroup {

    /** Version 1 writes "no limit" as the largest page-aligned number. */
    private static final long NO_LIMIT = 1L << 60;

    /** Limits seldom change. */
    private static final int READINGS_PER_LOOK = 16;

    private static final Names V2 =
            new Names("memory.max", "memory.current", "inactive_file", "active_file", "memory.events", "memory.events");
    private static final Names V1 = new Names(
            "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file", "total_active_file", "memory.failcnt",
            "memory.oom_control");
    private static final byte[] HIGH = FieldFile.name("high");
    private static final byte[] MAX = FieldFile.name("max");
    private static final byte[] OOM_KILL = FieldFile.name("oom_kill");

    private static final int SMALL = 512;

    private final Names names;
    private final List<Path> groups;
    private final List<FieldFile> limits;
    private int readings;
    private long limit = Reading.UNKNOWN;
    private Path limiting;
    private FieldFile stat;
    private FieldFile usage;
    private FieldFile events;
    private FieldFile kills;
    private boolean open;

    MemoryCgroup(Path root) {
        Path mounts = root.resolve("sys/fs/cgroup");
        String own = SmallFile.text(root.resolve("proc/self/cgroup")).orElse("");
        Path unified = Files.exists(mounts.resolve("cgroup.controllers")) ? mounts : mounts.resolve("unified");
        Optional<String> v2 = pathIn(own, "0::");
        List<Path> around = v2.map(path -> groups(unified, path, V2)).orElse(List.of());
        if (around.isEmpty()) {
            names = V1;
            groups = ownV1(own).map(path -> groups(mounts.resolve("memory"), path, V1)).orElse(List.of());
        } else {
            names = V2;
            groups = around;
        }
        limits = groups.stream().map(group -> new FieldFile(group.resolve(names.limit), SMALL)).toList();
    }

    void refresh() {
        if (readings++ % READINGS_PER_LOOK == 0) {
            look();
        }
        if (open) {
            usage.refresh();
            events.refresh();
            kills.refresh();
        }
    }

    /** The tightest limit in bytes, or unknown where there is none. */
    long limit() {
        return limit;
    }

    /** What the tightest group may still take: its limit less what it uses beyond file pages, which can be dropped. */
    long available() {
        if (limiting == null) {
            return Reading.UNKNOWN;
        }
        long used = usage.number();
        if (used == Reading.UNKNOWN) {
            return Reading.UNKNOWN;
        }
        stat.refresh();
        long droppable = Math.max(0, stat.value(names.inactiveFile)) + Math.max(0, stat.value(names.activeFile));
        return Math.max(0, limit - Math.max(0, used - droppable));
    }

    /** What the tightest group may still take before the kernel has to drop file pages. */
    long free() {
        long used = limiting == null ? Reading.UNKNOWN : usage.number();
        return used == Reading.UNKNOWN ? Reading.UNKNOWN : Math.max(0, limit - used);
    }

    /** How often a group went over its soft limit; version 1 doesn't count that. */
    long highEvents() {
        return open && names == V2 ? events.value(HIGH) : Reading.UNKNOWN;
    }

    /** How often a group ran into its hard limit. */
    long maxEvents() {
        return !open ? Reading.UNKNOWN : names == V2 ? events.value(MAX) : events.number();
    }

    /** How many processes of the group the kernel has killed for want of memory. */
    long kills() {
        return open ? kills.value(OOM_KILL) : Reading.UNKNOWN;
    }

    /** The file with the group's own stall times; null where there is none (kernel documentation, PSI). */
    Path pressure() {
        return names == V2 && !groups.isEmpty() && Files.isReadable(groups.getFirst().resolve("memory.pressure"))
                ? groups.getFirst().resolve("memory.pressure")
                : null;
    }

    /** Whether this kernel keeps account of groups' memory. */
    boolean isAccounted() {
        return !groups.isEmpty();
    }

    private void look() {
        long tightest = NO_LIMIT;
        Path where = null;
        for (int i = 0; i < limits.size(); i++) {
            limits.get(i).refresh();
            long its = limits.get(i).number();
            if (its >= 0 && its < tightest) {
                tightest = its;
                where = groups.get(i);
            }
        }
        Path watched = where == null && !groups.isEmpty() ? groups.getFirst() : where;
        if (watched != null && (!open || where != null && !where.equals(limiting))) {
            stat = new FieldFile(watched.resolve("memory.stat"));
            usage = new FieldFile(watched.resolve(names.usage), SMALL);
            events = new FieldFile(watched.resolve(names.events), SMALL);
            kills = names.kills.equals(names.events) ? events : new FieldFile(watched.resolve(names.kills), SMALL);
            open = true;
        }
        limiting = where;
        limit = where == null ? Reading.UNKNOWN : tightest;
    }

    /** The group at {@code path} and all above it that can be seen; inside a container the path may lie outside. */
    private static List<Path> groups(Path mount, String path, Names names) {
        List<Path> found = new ArrayList<>();
        Path inside = mount.resolve(path.replaceFirst("^/+", "")).normalize();
        Path group = inside.startsWith(mount) ? inside : mount;
        while (group != null && group.startsWith(mount)) {
            if (Files.exists(group.resolve(names.limit))) {
                found.add(group);
            }
            group = group.getParent();
        }
        return found;
    }

    private static Optional<String> pathIn(String cgroups, String prefix) {
        return cgroups.lines()
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length()))
                .findFirst();
    }

    private static Optional<String> ownV1(String cgroups) {
        return cgroups.lines()
                .map(line -> line.split(":", 3))
                .filter(parts -> parts.length == 3 && List.of(parts[1].split(",")).contains("memory"))
                .map(parts -> parts[2])
                .findFirst();
    }

    private static final class Names {

        private final String limit;
        private final String usage;
        private final byte[] inactiveFile;
        private final byte[] activeFile;
        private final String events;
        private final String kills;

        Names(String limit, String usage, String inactiveFile, String activeFile, String events, String kills) {
            this.limit = limit;
            this.usage = usage;
            this.inactiveFile = FieldFile.name(inactiveFile);
            this.activeFile = FieldFile.name(activeFile);
            this.events = events;
            this.kills = kills;
        }
    }
}
