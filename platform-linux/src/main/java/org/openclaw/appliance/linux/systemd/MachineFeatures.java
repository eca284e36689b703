package org.openclaw.appliance.linux.systemd;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * What a unit may ask of this machine.
 *
 * @param version systemd's version, 0 where it can't be had
 * @param limitsMemory whether the manager has the kernel's memory controller; a Raspberry Pi's kernel has it off by default
 * @param hasDialout whether the group {@value #SERIAL_GROUP} exists, which owns serial ports on most distributions
 */
record MachineFeatures(int version, boolean limitsMemory, boolean hasDialout) {

    static final String SERIAL_GROUP = "dialout";

    private static final int PRESSURE_SINCE = 254;

    static MachineFeatures of(Path root, Manager manager, long uid, int version) {
        return new MachineFeatures(version, limitsMemory(root.resolve("sys/fs/cgroup"), manager, uid), hasDialout(root));
    }

    /** Whether systemd can tell a service of memory pressure ({@code MemoryPressureWatch=}). */
    boolean watchesPressure() {
        return version >= PRESSURE_SINCE;
    }

    /** A user's manager has only what was delegated to it; in version 1 of cgroups that is nothing. */
    private static boolean limitsMemory(Path cgroups, Manager manager, long uid) {
        Path group = manager == Manager.SYSTEM
                ? cgroups
                : cgroups.resolve("user.slice/user-" + uid + ".slice/user@" + uid + ".service");
        Path controllers = group.resolve("cgroup.controllers");
        if (Files.exists(controllers)) {
            return words(controllers).contains("memory");
        }
        return manager == Manager.SYSTEM && Files.exists(cgroups.resolve("memory/memory.limit_in_bytes"));
    }

    private static Set<String> words(Path file) {
        try {
            return Set.of(Files.readString(file).strip().split("\\s+"));
        } catch (IOException | IllegalArgumentException e) {
            return Set.of();
        }
    }

    private static boolean hasDialout(Path root) {
        try (BufferedReader groups = Files.newBufferedReader(root.resolve("etc/group"))) {
            return groups.lines().anyMatch(line -> line.startsWith(SERIAL_GROUP + ":"));
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }
}
