package org.openclaw.appliance.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class LinuxHostFactsTest {

    @TempDir
    Path root;

    @Test
    void knowsARaspberryPi() throws Exception {
        LinuxHostFacts facts = new LinuxHostFacts(FixtureRoot.raspberryPi(root).path(), Map.of());

        assertEquals("Raspberry Pi Zero 2 W Rev 1.0", facts.model());
        assertEquals("porch", facts.hostname());
        assertEquals("6.12.47+rpt-rpi-v8", facts.release());
        assertEquals("linux", facts.platform());
        assertEquals(OptionalLong.of(439_640L * 1024), facts.totalMemoryBytes());
        assertEquals(OptionalLong.of(4_711_420), facts.hostUptimeMillis());
        assertEquals(List.of(0.25, 0.1, 0.05), facts.loadAverage());
        assertFalse(facts.inContainer());
    }

    @Test
    void namesAPcByVendorAndProduct() throws Exception {
        new FixtureRoot(root).with("sys/class/dmi/id/sys_vendor", "PC Engines\n").with("sys/class/dmi/id/product_name", "apu2\n");

        assertEquals("PC Engines apu2", new LinuxHostFacts(root, Map.of()).model());
    }

    @Test
    void knowsNothingOfAnEmptyMachineButStillAnswers() {
        LinuxHostFacts facts = new LinuxHostFacts(root, Map.of());

        assertEquals("unknown", facts.model());
        assertEquals("localhost", facts.hostname());
        assertEquals("unknown", facts.release());
        assertEquals(OptionalLong.empty(), facts.totalMemoryBytes());
        assertEquals(OptionalLong.empty(), facts.hostUptimeMillis());
        assertEquals(List.of(), facts.loadAverage());
    }

    @Test
    void knowsWhereAccountsAreAtHome() throws Exception {
        new FixtureRoot(root).with("etc/passwd", "root:x:0:0:root:/root:/bin/sh\nalice:x:1000:1000:A,,,:/home/alice:/bin/bash\nbroken\n");
        LinuxHostFacts facts = new LinuxHostFacts(root, Map.of());

        assertEquals(Optional.of(Path.of("/home/alice")), facts.homeOf("alice"));
        assertEquals(Optional.empty(), facts.homeOf("broken"));
        assertEquals(Optional.empty(), facts.homeOf(""));
        assertEquals(Optional.empty(), new LinuxHostFacts(root.resolve("none"), Map.of()).homeOf("alice"));
    }

    @Test
    void noticesContainersByAnyOfTheirMarks() throws Exception {
        assertTrue(new LinuxHostFacts(root, Map.of("container", "lxc")).inContainer());
        new FixtureRoot(root).with("proc/self/cgroup", "5:memory:/docker/0123abcd\n");
        assertTrue(new LinuxHostFacts(root, Map.of()).inContainer());
        new FixtureRoot(root).with("proc/self/cgroup", "0::/\n");
        assertFalse(new LinuxHostFacts(root, Map.of()).inContainer());
        new FixtureRoot(root).with("run/.containerenv", "");
        assertTrue(new LinuxHostFacts(root, Map.of()).inContainer());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void readsTheRealMachine() {
        LinuxHostFacts facts = new LinuxHostFacts(Path.of("/"), System.getenv());

        assertTrue(facts.totalMemoryBytes().orElseThrow() > 0);
        assertTrue(facts.hostUptimeMillis().orElseThrow() > 0);
        assertEquals(3, facts.loadAverage().size());
        assertFalse(facts.hostname().isEmpty());
    }
}
