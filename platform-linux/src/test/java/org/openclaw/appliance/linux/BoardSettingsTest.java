package org.openclaw.appliance.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** File systems as Raspberry Pi OS has them, before and after. */
class BoardSettingsTest {

    private static final String PI = "Raspberry Pi Zero 2 W Rev 1.0";

    @TempDir
    Path root;

    private void write(String path, String text) throws IOException {
        Files.createDirectories(root.resolve(path).getParent());
        Files.writeString(root.resolve(path), text);
    }

    private List<String> advice() {
        return new BoardSettings(root).advice(PI);
    }

    @Test
    void tellsAFreshPiWhatToChange() throws Exception {
        write("proc/meminfo", "MemTotal:         437924 kB\n");
        write("proc/swaps", "Filename\tType\tSize\tUsed\tPriority\n/var/swap file 102396 0 -2\n");
        write("sys/fs/cgroup/cgroup.controllers", "cpuset cpu io pids\n");
        write("boot/firmware/cmdline.txt", "console=tty1 root=PARTUUID=1-02 rootwait\n");
        write("boot/firmware/config.txt", "arm_64bit=1\n#gpu_mem=16\n");
        String advice = String.join("\n", advice());
        assertTrue(advice.contains("add psi=1 to the one line of /boot/firmware/cmdline.txt"), advice);
        assertTrue(advice.contains("add cgroup_enable=memory to"), advice);
        assertTrue(advice.contains("zram"), advice);
        assertTrue(advice.contains("put gpu_mem=16 into /boot/firmware/config.txt"), advice);
    }

    @Test
    void hasNothingToSayOfOneThatIsSetUp() throws Exception {
        write("proc/meminfo", "MemTotal:         437924 kB\n");
        write("proc/pressure/memory", "some avg10=0.00\n");
        write("proc/swaps", "Filename\tType\tSize\tUsed\tPriority\n/dev/zram0 partition 218960 0 100\n");
        write("sys/block/zram0/disksize", "224215040\n");
        write("sys/fs/cgroup/cgroup.controllers", "cpuset cpu io memory pids\n");
        write("boot/config.txt", "gpu_mem=16\n");
        assertEquals(List.of(), advice());
    }

    @Test
    void tellsWhetherARebootIsMissingOrTheKernelDoesntFollow() throws Exception {
        write("proc/meminfo", "MemTotal:        8000000 kB\n");
        write("sys/fs/cgroup/cgroup.controllers", "cpuset cpu io pids\n");
        write("proc/cmdline", "coherent_pool=1M cgroup_disable=memory console=tty1 cgroup_enable=memory rootwait\n");
        write("boot/firmware/cmdline.txt", "console=tty1 cgroup_enable=memory psi=1 rootwait\n");
        assertEquals(
                List.of(
                        "The kernel doesn't tell how much it waits for memory: psi=1 is in the one line of "
                                + "/boot/firmware/cmdline.txt already; reboot.",
                        "Services have no memory limits: cgroup_enable=memory is on the kernel's command line, but this kernel "
                                + "doesn't follow it; a newer kernel or firmware may."),
                advice());
    }

    @Test
    void findsCompressedSwapThatIsTooSmall() throws Exception {
        write("proc/meminfo", "MemTotal:         437924 kB\n");
        write("proc/pressure/memory", "some avg10=0.00\n");
        write("proc/swaps", "Filename\tType\tSize\tUsed\tPriority\n/dev/zram0 partition 32768 0 100\n");
        write("sys/block/zram0/disksize", "33554432\n");
        write("sys/fs/cgroup/cgroup.controllers", "cpuset cpu io memory pids\n");
        write("boot/config.txt", "gpu_mem=16\n");
        assertEquals(1, advice().size());
        assertTrue(advice().getFirst().startsWith("Compressed swap is small (32 MB)"), advice().getFirst());
    }

    @Test
    void readsTheOlderTableOfGroups() throws Exception {
        write("proc/meminfo", "MemTotal:        8000000 kB\n");
        write("proc/pressure/memory", "some avg10=0.00\n");
        write("proc/cgroups", "#subsys_name\thierarchy\tnum_cgroups\tenabled\ncpu\t0\t1\t1\nmemory\t0\t93\t0\npids\t0\t1\t1\n");
        assertEquals(1, advice().size());
        write("proc/cgroups", "#subsys_name\thierarchy\tnum_cgroups\tenabled\ncpu\t0\t1\t1\nmemory\t0\t93\t1\npids\t0\t1\t1\n");
        assertEquals(List.of(), advice());
    }
}
