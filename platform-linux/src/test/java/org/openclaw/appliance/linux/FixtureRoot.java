package org.openclaw.appliance.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file-system tree like that of a real machine. */
record FixtureRoot(Path path) {

    private static final String PI_MEMINFO =
            """
            MemTotal:         439640 kB
            MemFree:           51000 kB
            MemAvailable:     265424 kB
            Buffers:           22384 kB
            Cached:           219104 kB
            SwapCached:            0 kB
            SwapTotal:        102396 kB
            SwapFree:         102000 kB
            """;

    private static final String STATUS =
            """
            Name:\tjava
            VmPeak:\t 1200000 kB
            VmHWM:\t   81000 kB
            VmRSS:\t   73000 kB
            RssAnon:\t   31000 kB
            RssFile:\t   42000 kB
            Threads:\t14
            """;

    FixtureRoot with(String file, String text) throws IOException {
        Path target = path.resolve(file);
        Files.createDirectories(target.getParent());
        Files.writeString(target, text);
        return this;
    }

    /** A Raspberry Pi Zero 2 W with its usual system. */
    static FixtureRoot raspberryPi(Path directory) throws IOException {
        return new FixtureRoot(directory)
                .with("proc/meminfo", PI_MEMINFO)
                .with("proc/self/status", STATUS)
                .with("proc/self/cgroup", "0::/system.slice/openclaw.service\n")
                .with("proc/device-tree/model", "Raspberry Pi Zero 2 W Rev 1.0\0")
                .with("proc/sys/kernel/hostname", "porch\n")
                .with("proc/sys/kernel/osrelease", "6.12.47+rpt-rpi-v8\n")
                .with("proc/uptime", "4711.42 18000.00\n")
                .with("proc/loadavg", "0.25 0.10 0.05 1/120 4242\n")
                .with("sys/fs/cgroup/cgroup.controllers", "cpuset cpu io pids\n");
    }
}
