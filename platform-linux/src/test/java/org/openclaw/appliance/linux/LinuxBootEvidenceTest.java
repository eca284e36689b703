package org.openclaw.appliance.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.platform.BootEvidence.Clock;
import org.openclaw.appliance.platform.CommandRunner;

class LinuxBootEvidenceTest {

    private static final String LOG = """
            usb 1-1: device descriptor read/64, error -71
            Out of memory: Killed process 4242 (java) total-vm:2100000kB, anon-rss:120000kB, file-rss:0kB, shmem-rss:0kB
            Memory cgroup out of memory: Killed process 77 (java) total-vm:2100000kB, anon-rss:90000kB
            Out of memory: Killed process 99 (ffmpeg) total-vm:1kB
            """;

    @TempDir
    private Path directory;

    private FixtureRoot root;

    @BeforeEach
    void root() throws Exception {
        root = FixtureRoot.raspberryPi(directory);
    }

    private LinuxBootEvidence evidence() {
        return evidence(command -> Optional.empty());
    }

    private LinuxBootEvidence evidence(CommandRunner tools) {
        return new LinuxBootEvidence(directory, Map.of(), tools);
    }

    @Test
    void theBootIdIsTheKernels() throws Exception {
        assertTrue(evidence().bootId().isEmpty());
        root.with("proc/sys/kernel/random/boot_id", "800b50c9-b274-4ebe-9d08-7db876298360\n");
        assertEquals("800b50c9-b274-4ebe-9d08-7db876298360", evidence().bootId().orElseThrow());
    }

    @Test
    void theProcessAgeIsMonotonic() throws Exception {
        root.with("proc/self/stat", "7 (ja) va) S 1 7 7 0 -1 4194560 1 0 0 0 1 1 0 0 20 0 9 0 471000 1 1 1\n");
        assertEquals(1_420, evidence().processAgeMillis().orElseThrow());
        root.with("proc/self/stat", "nonsense");
        assertTrue(evidence().processAgeMillis().isEmpty());
    }

    @Test
    void countsOomKillsOfTheUnitItsSliceAndTheMachine() throws Exception {
        root.with("proc/vmstat", "pgfault 1\noom_kill 5\n")
                .with("sys/fs/cgroup/system.slice/openclaw.service/memory.events", "low 0\noom 1\noom_kill 1\noom_group_kill 0\n")
                .with("sys/fs/cgroup/system.slice/memory.events", "oom_kill 3\n");
        assertEquals(
                "{/system.slice/openclaw.service=1, /system.slice=3, machine=5}", evidence().oomKills().toString());
    }

    @Test
    void countsOomKillsOfVersionOneGroups() throws Exception {
        root.with("proc/self/cgroup", "5:cpu:/x\n4:memory:/system.slice/openclaw.service\n")
                .with(
                        "sys/fs/cgroup/memory/system.slice/openclaw.service/memory.oom_control",
                        "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n");
        assertEquals("{/system.slice/openclaw.service=2}", evidence().oomKills().toString());
    }

    @Test
    void aKernelThatCountsNothingHasNoCounters() {
        assertTrue(evidence().oomKills().isEmpty());
    }

    @Test
    void theKernelsRecordOfAKillIsFoundByNumberAndName() throws Exception {
        root.with("proc/self/comm", "java\n");
        LinuxBootEvidence evidence = evidence(command -> command.getFirst().equals("dmesg")
                ? Optional.of(new CommandRunner.Output(0, LOG))
                : Optional.empty());
        assertTrue(evidence.oomRecord(4242).orElseThrow().startsWith("Out of memory: Killed process 4242 (java)"));
        assertTrue(evidence.oomRecord(77).orElseThrow().startsWith("Memory cgroup out of memory"));
        assertTrue(evidence.oomRecord(99).isEmpty(), "another program's number");
        assertTrue(evidence.oomRecord(42).isEmpty(), "part of a number");
    }

    @Test
    void theJournalIsAskedWhereTheKernelRefuses() {
        LinuxBootEvidence evidence = evidence(command -> Optional.of(new CommandRunner.Output(
                command.getFirst().equals("dmesg") ? 1 : 0, LOG)));
        assertTrue(evidence.oomRecord(4242).isPresent());
    }

    @Test
    void aHardwareWatchdogTellsThatItResetTheMachine() throws Exception {
        root.with("sys/class/watchdog/watchdog0/bootstatus", "0\n");
        assertTrue(evidence().resetCause().isEmpty());
        root.with("sys/class/watchdog/watchdog0/bootstatus", "32\n");
        assertTrue(evidence().resetCause().orElseThrow().contains("watchdog0"));
    }

    @Test
    void timesyncdsMarkerMeansASynchronisedClock() throws Exception {
        assertEquals(Clock.UNKNOWN, evidence().clock());
        Files.createDirectories(directory.resolve("run/systemd/timesync"));
        assertEquals(Clock.UNSYNCHRONISED, evidence().clock());
        root.with("run/systemd/timesync/synchronized", "");
        assertEquals(Clock.SYNCHRONISED, evidence().clock());
    }

    @Test
    void timedatectlIsAskedWhereAnotherProgramKeepsTheTime() throws Exception {
        CommandRunner yes = command -> Optional.of(new CommandRunner.Output(0, "yes\n"));
        assertEquals(Clock.UNKNOWN, evidence(yes).clock(), "systemd doesn't run there");
        Files.createDirectories(directory.resolve("run/systemd/system"));
        assertEquals(Clock.SYNCHRONISED, evidence(yes).clock());
        assertEquals(Clock.UNSYNCHRONISED, evidence(command -> Optional.of(new CommandRunner.Output(0, "no\n"))).clock());
        assertEquals(Clock.UNKNOWN, evidence().clock(), "no such tool");
    }

    @Test
    void theKernelsWordOnItsClockIsHad() {
        assertFalse(KernelClock.state() == Clock.UNKNOWN);
    }

    @Test
    void sharedMemoryServesWhereTheUserHasNoRunTimeDirectory() throws Exception {
        Path memory = new LinuxBootEvidence(Path.of("/"), Map.of(), command -> Optional.empty())
                .volatileDirectory().orElseThrow();
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(memory)));
        assertTrue(List.of("tmpfs", "ramfs").contains(Files.getFileStore(memory).type()));
    }

    @Test
    void aDirectoryOnDiskIsNoPlaceForWhatMustNotWearFlash() throws Exception {
        Files.createDirectories(directory.resolve("dev/shm"));
        Files.createDirectories(directory.resolve("proc/self"));
        boolean onDisk = !Files.getFileStore(directory).type().equals("tmpfs");
        assertEquals(!onDisk, evidence().volatileDirectory().isPresent());
    }
}
