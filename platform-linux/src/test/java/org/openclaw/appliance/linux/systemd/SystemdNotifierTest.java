package org.openclaw.appliance.linux.systemd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
            SystemdNotifier notifier = notifier(path);

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
            notifier(name).status("grüß dich");

            assertEquals("STATUS=grüß dich", systemd.receive());
        }
    }

    @Test
    void isSilentWhereNobodyListens() {
        for (String address : new String[] {"", "vsock:2:1234", "relative"}) {
            SystemdNotifier notifier = notifier(address);
            assertFalse(notifier.listening());
            notifier.ready();
        }
    }

    @Test
    void tellsWithoutJnaToo() throws Exception {
        String path = directory.resolve("notify").toString();
        try (Receiver systemd = new Receiver(path)) {
            Process process = withoutNativeLibraries(path);
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertEquals(0, process.waitFor(), output);
            assertEquals("READY=1", systemd.receive());
            assertEquals("WATCHDOG=1", systemd.receive());
            assertTrue(output.contains("JNA's native library does not load"), output);
            assertEquals(1, output.lines().filter(line -> line.contains("does not load")).count(), output);
        }
        assertThrows(IOException.class, () -> new ForeignDatagrams(directory.resolve("gone").toString()).send("x"));
    }

    /** As on a board where the library is missing and nothing may be unpacked. */
    private static Process withoutNativeLibraries(String socket) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx32m",
                "-Djna.nosys=true",
                "-Djna.nounpack=true",
                "-Djna.boot.library.path=/nonexistent",
                "-cp",
                System.getProperty("java.class.path"),
                Notifying.class.getName());
        builder.environment().put("NOTIFY_SOCKET", socket);
        return builder.redirectErrorStream(true).start();
    }

    /** A program that tells systemd of its start. */
    static final class Notifying {

        private Notifying() {}

        public static void main(String[] arguments) {
            SystemdNotifier notifier = new SystemdNotifier(System.getenv(), ProcessHandle.current().pid());
            notifier.ready();
            notifier.alive();
        }
    }

    @Test
    void survivesASocketThatIsGoneOrImpossible() {
        SystemdNotifier gone = notifier(directory.resolve("gone").toString());
        assertTrue(gone.listening());
        gone.ready();
        notifier("/" + "x".repeat(200)).ready();
    }

    @Test
    void tellsOfLifeReloadAndFailure() throws Exception {
        String path = directory.resolve("notify").toString();
        try (Receiver systemd = new Receiver(path)) {
            SystemdNotifier notifier = notifier(path);

            notifier.alive();
            assertEquals("WATCHDOG=1", systemd.receive());
            notifier.failed(98);
            assertEquals("ERRNO=98", systemd.receive());
            long before = monotonicMicros();
            notifier.reloading();
            Matcher reloading = Pattern.compile("RELOADING=1\nMONOTONIC_USEC=(\\d+)").matcher(systemd.receive());
            assertTrue(reloading.matches());
            long told = Long.parseLong(reloading.group(1));
            assertTrue(before <= told && told <= monotonicMicros(), "systemd compares with its own CLOCK_MONOTONIC");
        }
    }

    @Test
    void watchesOnlyWhereTheWatchdogIsMeantForThisProcess() {
        Map<String, String> watched = Map.of("NOTIFY_SOCKET", "/run/x", "WATCHDOG_USEC", "60000000");

        assertEquals(OptionalLong.of(60_000_000), new SystemdNotifier(watched, 7).watchdogMicros());
        assertEquals(OptionalLong.of(60_000_000), new SystemdNotifier(with(watched, "WATCHDOG_PID", "7"), 7).watchdogMicros());
        assertEquals(OptionalLong.empty(), new SystemdNotifier(with(watched, "WATCHDOG_PID", "8"), 7).watchdogMicros());
        assertEquals(OptionalLong.empty(), new SystemdNotifier(with(watched, "WATCHDOG_USEC", "0"), 7).watchdogMicros());
        assertEquals(OptionalLong.empty(), new SystemdNotifier(with(watched, "WATCHDOG_USEC", "-5"), 7).watchdogMicros());
        assertEquals(OptionalLong.empty(), new SystemdNotifier(with(watched, "NOTIFY_SOCKET", ""), 7).watchdogMicros());
        assertEquals(OptionalLong.empty(), new SystemdNotifier(Map.of(), 7).watchdogMicros());
    }

    private static Map<String, String> with(Map<String, String> environment, String name, String value) {
        Map<String, String> changed = new HashMap<>(environment);
        changed.put(name, value);
        return changed;
    }

    private static SystemdNotifier notifier(String address) {
        return new SystemdNotifier(Map.of("NOTIFY_SOCKET", address), ProcessHandle.current().pid());
    }

    /** clock_gettime(CLOCK_MONOTONIC), as systemd reads it. */
    private static long monotonicMicros() {
        byte[] spec = new byte[2 * NativeLong.SIZE];
        Native.load("c", Clock.class).clock_gettime(1, spec);
        ByteBuffer fields = ByteBuffer.wrap(spec).order(ByteOrder.nativeOrder());
        long seconds = NativeLong.SIZE == 8 ? fields.getLong() : fields.getInt();
        long nanos = NativeLong.SIZE == 8 ? fields.getLong() : fields.getInt();
        return seconds * 1_000_000 + nanos / 1000;
    }

    private interface Clock extends Library {
        int clock_gettime(int clock, byte[] time) throws LastErrorException;
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
            byte[] address = Datagrams.address(path);
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
