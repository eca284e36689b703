package org.openclaw.appliance.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.platform.MemoryFigure;
import org.openclaw.appliance.platform.MemoryProbe;
import org.openclaw.appliance.platform.MemoryProbe.Reading;
import org.openclaw.appliance.platform.MemorySample;

class LinuxMemoryProbeTest {

    private static final long KIB = 1024;
    private static final long MIB = 1024 * KIB;

    @TempDir
    Path root;

    @Test
    void readsABoardWithoutMemoryCgroups() throws Exception {
        LinuxMemoryProbe probe = new LinuxMemoryProbe(FixtureRoot.raspberryPi(root).path(), Map.of());

        assertEquals(
                new Reading(
                        439_640 * KIB, 265_424 * KIB, 102_396 * KIB, 102_000 * KIB, 73_000 * KIB, 31_000 * KIB, 81_000 * KIB,
                        Reading.UNKNOWN),
                probe.read());
    }

    @Test
    void seesWhatChangedSinceTheLastReading() throws Exception {
        FixtureRoot pi = FixtureRoot.raspberryPi(root);
        LinuxMemoryProbe probe = new LinuxMemoryProbe(root, Map.of());
        probe.read();
        pi.with("proc/meminfo", "MemTotal: 1000 kB\nMemAvailable: 7 kB\n");

        assertEquals(7 * KIB, probe.read().available());
    }

    @Test
    void tellsTheKernelsAveragesInHundredths() throws Exception {
        FixtureRoot.raspberryPi(root)
                .with("proc/pressure/memory", """
                        some avg10=12.05 avg60=3.40 avg300=0.10 total=123
                        full avg10=100.00 avg60=0.09 avg300=0.00 total=45
                        """);
        MemorySample sample = new MemorySample();
        new LinuxMemoryProbe(root, Map.of()).sample(sample);

        assertEquals(1205, sample.get(MemoryFigure.SOME_AVERAGE_10));
        assertEquals(340, sample.get(MemoryFigure.SOME_AVERAGE_60));
        assertEquals(10000, sample.get(MemoryFigure.FULL_AVERAGE_10));
        assertEquals(9, sample.get(MemoryFigure.FULL_AVERAGE_60));
        assertEquals(123, sample.get(MemoryFigure.STALLED_SOME));
    }

    @Test
    void tellsWhatCompressedSwapHoldsAndTakes() throws Exception {
        FixtureRoot pi = FixtureRoot.raspberryPi(root);
        assertEquals(Optional.empty(), new LinuxMemoryProbe(root, Map.of()).compressedSwap());
        pi.with("proc/swaps", "Filename Type Size Used Priority\n/dev/zram0 partition 218960 4096 100\n/var/swap file 1 0 -2\n")
                .with("sys/block/zram0/disksize", "224215040\n")
                .with("sys/block/zram0/mm_stat", " 4194304  1048576  1310720        0  1310720      12        0        0        0\n");

        assertEquals(
                Optional.of(new MemoryProbe.CompressedSwap(224_215_040, 4 * MIB, 1_310_720)),
                new LinuxMemoryProbe(root, Map.of()).compressedSwap());
    }

    @Test
    void theTightestGroupAroundTheProcessLimitsIt() throws Exception {
        FixtureRoot.raspberryPi(root)
                .with("sys/fs/cgroup/system.slice/memory.max", Long.toString(120 * MIB))
                .with("sys/fs/cgroup/system.slice/memory.current", Long.toString(100 * MIB))
                .with("sys/fs/cgroup/system.slice/memory.stat",
                        "anon 1\ninactive_file " + 30 * MIB + "\nactive_file " + 10 * MIB + "\n")
                .with("sys/fs/cgroup/system.slice/openclaw.service/memory.max", "max\n");
        Reading reading = new LinuxMemoryProbe(root, Map.of()).read();

        assertEquals(120 * MIB, reading.limit());
        assertEquals(120 * MIB, reading.total());
        assertEquals(60 * MIB, reading.available(), "limit less use beyond file pages");
    }

    @Test
    void readsLimitsOfCgroupVersion1() throws Exception {
        FixtureRoot.raspberryPi(root)
                .with("proc/self/cgroup", "12:cpu,cpuacct:/\n9:memory:/user.slice/openclaw\n0::/user.slice\n")
                .with("sys/fs/cgroup/memory/user.slice/openclaw/memory.limit_in_bytes", Long.toString(90 * MIB))
                .with("sys/fs/cgroup/memory/user.slice/openclaw/memory.usage_in_bytes", Long.toString(50 * MIB))
                .with("sys/fs/cgroup/memory/user.slice/openclaw/memory.stat", "total_inactive_file " + 20 * MIB + "\n")
                .with("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        Reading reading = new LinuxMemoryProbe(root, Map.of()).read();

        assertEquals(90 * MIB, reading.limit());
        assertEquals(60 * MIB, reading.available());
    }

    @Test
    void findsTheContainersLimitWhereItsPathLiesOutside() throws Exception {
        FixtureRoot.raspberryPi(root)
                .with("proc/self/cgroup", "0::/../../docker/abc\n")
                .with("sys/fs/cgroup/docker/abc/nothing", "")
                .with("sys/fs/cgroup/memory.max", Long.toString(64 * MIB));

        assertEquals(64 * MIB, new LinuxMemoryProbe(root, Map.of()).read().limit());
    }

    @Test
    void estimatesWhatIsAvailableOnOldKernels() throws Exception {
        new FixtureRoot(root).with("proc/meminfo", "MemTotal: 100 kB\nMemFree: 10 kB\nBuffers: 5 kB\nCached: 20 kB\n");

        assertEquals(35 * KIB, new LinuxMemoryProbe(root, Map.of()).read().available());
    }

    @Test
    void knowsNothingOfAnEmptyMachineButStillAnswers() {
        Reading reading = new LinuxMemoryProbe(root, Map.of()).read();

        assertEquals(new Reading(-1, -1, -1, -1, -1, -1, -1, -1), reading);
    }

    @Test
    void countsWhatTheKernelDoesToFindMemory() throws Exception {
        FixtureRoot.raspberryPi(root)
                .with("proc/vmstat", "workingset_refault_file 77\npswpin 12\npgscan_kswapd 300\npgscan_direct 40\noom_kill 1\n")
                .with("proc/pressure/memory", "some avg10=1.50 avg60=0.00 avg300=0.00 total=7000\n"
                        + "full avg10=0.50 avg60=0.00 avg300=0.00 total=3000\n");
        MemorySample sample = new MemorySample();
        new LinuxMemoryProbe(root, Map.of()).sample(sample);

        assertEquals(340, sample.get(MemoryFigure.RECLAIM_SCANS));
        assertEquals(12, sample.get(MemoryFigure.SWAPPED_IN));
        assertEquals(77, sample.get(MemoryFigure.FILES_READ_BACK));
        assertEquals(1, sample.get(MemoryFigure.KILLS));
        assertEquals(7000, sample.get(MemoryFigure.STALLED_SOME));
        assertEquals(3000, sample.get(MemoryFigure.STALLED_FULL));
    }

    @Test
    void countsTheEventsOfItsGroup() throws Exception {
        FixtureRoot.raspberryPi(root)
                .with("sys/fs/cgroup/system.slice/openclaw.service/memory.max", Long.toString(90 * MIB))
                .with("sys/fs/cgroup/system.slice/openclaw.service/memory.current", Long.toString(50 * MIB))
                .with("sys/fs/cgroup/system.slice/openclaw.service/memory.events",
                        "low 0\nhigh 5\nmax 7\noom 1\noom_kill 2\noom_group_kill 0\n");
        MemorySample sample = new MemorySample();
        new LinuxMemoryProbe(root, Map.of()).sample(sample);

        assertEquals(5, sample.get(MemoryFigure.GROUP_HIGH));
        assertEquals(7, sample.get(MemoryFigure.GROUP_MAX));
        assertEquals(2, sample.get(MemoryFigure.GROUP_KILLS));
    }

    @Test
    void saysWhichSourcesWorkAndWhatWouldHelp() throws Exception {
        FixtureRoot.raspberryPi(root);
        String sources = new LinuxMemoryProbe(root, Map.of()).sources().toString();

        assertTrue(sources.contains("name=meminfo, live=true"), sources);
        assertTrue(sources.contains("name=psi, live=false, detail=off; on a Raspberry Pi add psi=1"), sources);
        assertTrue(sources.contains("cgroup_enable=memory"), sources);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void samplesWithoutMakingGarbage() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        LinuxMemoryProbe probe = new LinuxMemoryProbe(Path.of("/"), Map.of());
        MemorySample sample = new MemorySample();
        samples(probe, sample);
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().threadId());
        samples(probe, sample);
        long each = (threads.getThreadAllocatedBytes(Thread.currentThread().threadId()) - before) / 1_000;

        assertTrue(each < 8, "a sample allocates " + each + " bytes");

    }

    private static void samples(LinuxMemoryProbe probe, MemorySample sample) {
        for (int i = 0; i < 1_000; i++) {
            probe.sample(sample);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aNewWatcherTakesOverFromOneThatIsToldToLeave() throws Exception {
        LinuxMemoryProbe undisturbed = new LinuxMemoryProbe(Path.of("/"), Map.of());
        undisturbed.await(TimeUnit.MILLISECONDS.toNanos(1));
        MemoryProbe.Source watching = undisturbed.sources().getLast();
        LinuxMemoryProbe probe = new LinuxMemoryProbe(Path.of("/"), Map.of());
        for (int i = 0; i < 20; i++) {
            Thread former = Thread.ofPlatform().start(() -> {
                try {
                    probe.await(TimeUnit.MILLISECONDS.toNanos(20));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            former.interrupt();
            while (former.isAlive()) {
                probe.await(TimeUnit.MILLISECONDS.toNanos(5));
            }
            probe.await(TimeUnit.MILLISECONDS.toNanos(1));
            assertEquals(watching, probe.sources().getLast());
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void readsTheRealMachine() {
        LinuxMemoryProbe probe = new LinuxMemoryProbe(Path.of("/"), Map.of());
        for (int i = 0; i < 20; i++) {
            Reading reading = probe.read();
            assertTrue(reading.total() >= reading.available() && reading.available() > 0, reading.toString());
            assertTrue(reading.rss() > reading.rssAnon() && reading.rssAnon() > 0, reading.toString());
            assertTrue(reading.peakRss() >= reading.rssAnon(), reading.toString());
        }
    }
}
