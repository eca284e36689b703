package org.openclaw.appliance.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Against a real datagram socket, as systemd has one. */
@EnabledOnOs(OS.LINUX)
class SystemdNotifierTest {

    @TempDir
    Path directory;

    @Test
    void tellsASocketInTheFileSystem() throws Exception {
        String path = directory.resolve("notify").toString();
        try (Receiver systemd = new Receiver(path)) {
            SystemdNotifier notifier = new SystemdNotifier(path);

            notifier.ready();
            assertEquals("READY=1", systemd.receive());
            notifier.status("loading\nREADY=0");
            assertEquals("STATUS=loading READY=0", systemd.receive());
            notifier.extendTimeout(Duration.ofSeconds(30));
            assertEquals("EXTEND_TIMEOUT_USEC=30000000", systemd.receive());
            notifier.stopping();
            assertEquals("STOPPING=1", systemd.receive());
        }
    }

    @Test
    void tellsAnAbstractSocket() throws Exception {
        String name = "@openclaw-test-" + ProcessHandle.current().pid();
        try (Receiver systemd = new Receiver(name)) {
            new SystemdNotifier(name).status("grüß dich");

            assertEquals("STATUS=grüß dich", systemd.receive());
        }
    }

    @Test
    void isSilentWhereNobodyListens() {
        for (String address : new String[] {null, "", "vsock:2:1234", "relative"}) {
            SystemdNotifier notifier = new SystemdNotifier(address);
            assertFalse(notifier.listening());
            notifier.ready();
        }
    }

    @Test
    void survivesASocketThatIsGoneOrImpossible() {
        SystemdNotifier gone = new SystemdNotifier(directory.resolve("gone").toString());
        assertTrue(gone.listening());
        gone.ready();
        new SystemdNotifier("/" + "x".repeat(200)).ready();
    }

    private static final class Receiver implements AutoCloseable {

        private interface Libc extends Library {
            int socket(int domain, int type, int protocol) throws LastErrorException;

            int bind(int socket, byte[] address, int length) throws LastErrorException;

            NativeLong recv(int socket, byte[] buffer, NativeLong length, int flags) throws LastErrorException;

            int close(int socket);
        }

        private final Libc libc = Native.load("c", Libc.class);
        private final int socket;

        Receiver(String path) throws Exception {
            socket = libc.socket(1, 2, 0);
            byte[] address = UnixDatagram.address(path);
            libc.bind(socket, address, address.length);
        }

        String receive() {
            byte[] buffer = new byte[1024];
            int dontWait = 0x40;
            int length = libc.recv(socket, buffer, new NativeLong(buffer.length), dontWait).intValue();
            return new String(buffer, 0, length, StandardCharsets.UTF_8);
        }

        @Override
        public void close() {
            libc.close(socket);
        }
    }
}
