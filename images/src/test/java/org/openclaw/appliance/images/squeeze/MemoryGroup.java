package org.openclaw.appliance.images.squeeze;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A memory control group of this machine, without swap, for a few processes to share (cgroups(7), versions 1 and 2). */
public final class MemoryGroup implements AutoCloseable {

    private static final Path V1 = Path.of("/sys/fs/cgroup/memory");
    private static final Path V2 = Path.of("/sys/fs/cgroup");

    private final Path group;
    private final boolean v2;

    private MemoryGroup(Path group, boolean v2) {
        this.group = group;
        this.v2 = v2;
    }

    /** Why there can be none here; empty where there can. */
    public static Optional<String> obstacle() {
        boolean writable = Files.isWritable(V1.resolve("cgroup.procs")) || hasMemory(V2);
        return writable ? Optional.empty() : Optional.of("SKIPPED: memory control groups can't be made here; run as root");
    }

    private static boolean hasMemory(Path mount) {
        try {
            return Files.readString(mount.resolve("cgroup.subtree_control")).contains("memory");
        } catch (IOException e) {
            return false;
        }
    }

    /** @param name of the test */
    public static MemoryGroup of(String name, int megabytes) throws IOException {
        boolean v2 = !Files.isWritable(V1.resolve("cgroup.procs"));
        Path group = (v2 ? V2 : V1).resolve("openclaw-test-" + ProcessHandle.current().pid() + "-" + name);
        Files.createDirectory(group);
        String limit = Long.toString((long) megabytes << 20);
        Files.writeString(group.resolve(v2 ? "memory.max" : "memory.limit_in_bytes"), limit);
        forbidSwap(group, v2, limit);
        return new MemoryGroup(group, v2);
    }

    // In version 1 a limit on memory and swap together would be the one that is hit, and would be counted elsewhere.
    private static void forbidSwap(Path group, boolean v2, String limit) throws IOException {
        boolean hasSwap = Files.readAllLines(Path.of("/proc/swaps")).size() > 1;
        Path swap = group.resolve(v2 ? "memory.swap.max" : "memory.memsw.limit_in_bytes");
        if (Files.exists(swap) && (v2 || hasSwap)) {
            Files.writeString(swap, v2 ? "0" : limit);
        }
    }

    /** What to put before a command line so that the program runs inside. */
    public List<String> starter() {
        return List.of("bash", "-c", "echo $$ >" + group.resolve("cgroup.procs") + " && exec \"$@\"", "inside");
    }

    /** How many of its processes the kernel has killed for want of memory. */
    public long kills() throws IOException {
        return Files.readAllLines(group.resolve(v2 ? "memory.events" : "memory.oom_control")).stream()
                .filter(line -> line.startsWith("oom_kill "))
                .mapToLong(line -> Long.parseLong(line.substring("oom_kill ".length()).strip()))
                .findFirst()
                .orElse(0);
    }

    @Override
    public void close() throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!Files.readString(group.resolve("cgroup.procs")).isBlank() && System.nanoTime() < deadline) {
            for (String pid : Files.readAllLines(group.resolve("cgroup.procs"))) {
                ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        Files.deleteIfExists(group);
    }
}
