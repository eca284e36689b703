package org.openclaw.appliance.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.platform.ProcessInspector.Owner;

@EnabledOnOs(OS.LINUX)
class LinuxProcessInspectorTest {

    private static final String TABLE =
            """
              sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 0100007F:4965 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4711 1 0000 100 0 0 10 0
               1: 0100007F:4966 0100007F:4965 01 00000000:00000000 00:00000000 00000000  1000        0 4712 1 0000 100 0 0 10 0
            """;

    private static final String TABLE_6 =
            """
              sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 00000000000000000000000000000000:4965 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4711 1 0000 100 0 0 10 0
            """;

    @TempDir
    Path root;

    @Test
    void findsTheProcessThatHoldsTheSocket() throws IOException {
        fixture();

        assertEquals(
                Optional.of(new Owner(77, "node gateway --port 18789 --token ***")),
                new LinuxProcessInspector(root).listenerOn(18_789));
    }

    @Test
    void findsListenersOfIpv6() throws IOException {
        fixture();
        new FixtureRoot(root).with("proc/net/tcp", "").with("proc/net/tcp6", TABLE_6);

        assertEquals(77, new LinuxProcessInspector(root).listenerOn(18_789).orElseThrow().pid());
    }

    @Test
    void findsThisVeryProcessOnIpv6() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("::"))) {
            Owner owner = new LinuxProcessInspector(Path.of("/")).listenerOn(server.getLocalPort()).orElseThrow();

            assertEquals(ProcessHandle.current().pid(), owner.pid());
        }
    }

    @Test
    void aConnectionIsNoListener() throws IOException {
        fixture();

        assertEquals(Optional.empty(), new LinuxProcessInspector(root).listenerOn(18_790));
    }

    @Test
    void answersWithNothingWhereTheOwnerMayNotBeSeen() throws IOException {
        new FixtureRoot(root).with("proc/net/tcp", TABLE).with("proc/12/cmdline", "init");

        assertEquals(Optional.empty(), new LinuxProcessInspector(root).listenerOn(18_789));
        assertEquals(Optional.empty(), new LinuxProcessInspector(root.resolve("nowhere")).listenerOn(18_789));
    }

    @Test
    void findsThisVeryProcess() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Owner owner = new LinuxProcessInspector(Path.of("/")).listenerOn(server.getLocalPort()).orElseThrow();

            assertEquals(ProcessHandle.current().pid(), owner.pid());
            assertTrue(owner.command().contains("java"), owner.command());
        }
    }

    @Test
    void commandLinesAreShortAndTellNoSecrets() {
        assertEquals("a --auth-token *** b", CommandLine.display("a\0--auth-token\0hunter22\0b\0"));
        assertEquals("a --password=*** b", CommandLine.display("a\0--password=hunter22\0b\0"));
        assertEquals("a API_KEY=***", CommandLine.display("a\0API_KEY=hunter22\0"));
        assertEquals("a ***", CommandLine.display("a\0sk-0123456789abcdef\0"));
        assertEquals("a x y", CommandLine.display("a\0x\ny\0"));
        assertEquals(160, CommandLine.display("a".repeat(500)).length());
    }

    private void fixture() throws IOException {
        new FixtureRoot(root)
                .with("proc/net/tcp", TABLE)
                .with("proc/77/cmdline", String.join("\0", "node", "gateway", "--port", "18789", "--token", "hunter22") + "\0")
                .with("proc/76/cmdline", "sh\0");
        Files.createDirectories(root.resolve("proc/76/fd"));
        Path descriptors = Files.createDirectories(root.resolve("proc/77/fd"));
        Files.createSymbolicLink(descriptors.resolve("3"), Path.of("pipe:[12]"));
        Files.createSymbolicLink(descriptors.resolve("9"), Path.of("socket:[4711]"));
    }
}
