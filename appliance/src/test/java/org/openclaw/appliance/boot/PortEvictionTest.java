package org.openclaw.appliance.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.openclaw.appliance.platform.ProcessInspector;

@DisabledOnOs(OS.WINDOWS)
class PortEvictionTest {

    private static final int SIGTERM = 143;
    private static final int SIGKILL = 137;

    @Test
    void asksTheOwnerToEnd() throws Exception {
        Process owner = new ProcessBuilder("sleep", "60").start();
        new PortEviction(ownedBy(owner), false).evict(freePort());
        assertTrue(owner.waitFor(10, TimeUnit.SECONDS));
        assertEquals(SIGTERM, owner.exitValue());
    }

    @Test
    void killsAnOwnerThatDoesNotListen() throws Exception {
        Process owner = new ProcessBuilder("sh", "-c", "trap '' TERM; echo up; while :; do sleep 1; done").start();
        assertEquals("up", owner.inputReader().readLine());
        new PortEviction(ownedBy(owner), false).evict(freePort());
        assertTrue(owner.waitFor(10, TimeUnit.SECONDS));
        assertEquals(SIGKILL, owner.exitValue());
    }

    @Test
    void noScriptEndsAGatewayThatWorks() throws Exception {
        Process owner = new ProcessBuilder("sleep", "60").start();
        try (ServerSocket gateway = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> beHealthy(gateway));
            StartRefused refused = assertThrows(
                    StartRefused.class, () -> new PortEviction(ownedBy(owner), false).evict(gateway.getLocalPort()));
            assertTrue(refused.getMessage().contains("kill " + owner.pid()), refused.getMessage());
            assertTrue(owner.isAlive());
            new PortEviction(ownedBy(owner), true).evict(gateway.getLocalPort());
            assertTrue(owner.waitFor(10, TimeUnit.SECONDS));
        } finally {
            owner.destroyForcibly();
        }
    }

    @Test
    void saysWhenTheOwnerCannotBeFound() throws Exception {
        try (ServerSocket somebody = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            StartRefused refused = assertThrows(
                    StartRefused.class,
                    () -> new PortEviction(port -> Optional.empty(), true).evict(somebody.getLocalPort()));
            assertTrue(refused.getMessage().contains("not by a process this user may see"), refused.getMessage());
        }
    }

    @Test
    void aFreePortNeedsNothing() throws Exception {
        new PortEviction(port -> Optional.empty(), false).evict(freePort());
    }

    private static ProcessInspector ownedBy(Process process) {
        return port -> Optional.of(new ProcessInspector.Owner(process.pid(), "the owner"));
    }

    private static int freePort() throws Exception {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    private static void beHealthy(ServerSocket gateway) {
        byte[] answer = "HTTP/1.1 200 OK\r\n\r\n{\"ok\":true,\"status\":\"live\"}".getBytes(StandardCharsets.UTF_8);
        try {
            while (true) {
                try (Socket socket = gateway.accept(); OutputStream out = socket.getOutputStream()) {
                    socket.getInputStream().read(new byte[512]);
                    out.write(answer);
                }
            }
        } catch (java.io.IOException closed) {
            return;
        }
    }
}
