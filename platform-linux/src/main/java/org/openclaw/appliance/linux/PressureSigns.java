package org.openclaw.appliance.linux;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * Waits for the kernel, or systemd, to say that memory is short: through {@code $MEMORY_PRESSURE_WATCH} where systemd gives
 * it (systemd's "Memory pressure handling"), else through triggers on the kernel's stall times. A trigger's first event may
 * stand for everything since the machine started, so a sign of the kernel counts only when the stall time really grew. For
 * one thread; its class loads JNA, touch it only on Linux. 64-bit systems only.
 */
final class PressureSigns {

    /** 150 ms of waiting in 2 s. Without privileges the window must be a multiple of 2 s (Linux 6.4 and later). */
    static final String SOME = "some 150000 2000000\n";

    /** 100 ms in which everything stood still. */
    static final String FULL = "full 100000 2000000\n";

    private static final TaggedLogger LOG = Logger.tag("memory");
    private static final int LEAST_GROWTH_MICROS = 100_000;
    private static final int MOST_FILES = 2;

    /** {@code struct pollfd}: an int, two shorts. */
    private static final int POLLFD_BYTES = 8;

    private static final int EVENTS = 4;
    private static final int REVENTS = 6;
    private static final short POLLIN = 1;
    private static final short POLLPRI = 2;
    private static final short GONE = 8 | 16 | 32;
    private static final int O_RDWR = 2;
    private static final int O_NONBLOCK = 0x800;
    private static final int O_CLOEXEC = 0x80000;

    private final Memory polled = new Memory((long) MOST_FILES * POLLFD_BYTES);
    private final Memory dropped = new Memory(512);
    private final PressureStalls stalls;
    private String detail = "";
    private int files;
    private long lastSome;

    private PressureSigns(PressureStalls stalls) {
        this.stalls = stalls;
        stalls.refresh();
        lastSome = stalls.some();
    }

    /** What the administrator wants: {@code /dev/null} means that nothing must be watched. */
    static boolean isTurnedOff(Map<String, String> environment) {
        return "/dev/null".equals(environment.get("MEMORY_PRESSURE_WATCH"));
    }

    /** Opens what there is to watch. */
    static PressureSigns open(Map<String, String> environment, PressureStalls stalls) {
        Native.register(Libc.class, NativeLibrary.getProcess());
        PressureSigns signs = new PressureSigns(stalls);
        String watch = environment.get("MEMORY_PRESSURE_WATCH");
        if (watch != null && watch.startsWith("/")) {
            byte[] text = decode(environment.getOrDefault("MEMORY_PRESSURE_WRITE", ""));
            signs.watch(Path.of(watch), text, text.length > 0 ? POLLPRI : POLLIN);
        } else if (stalls.path() != null) {
            signs.watch(stalls.path(), SOME.getBytes(StandardCharsets.US_ASCII), POLLPRI);
            signs.watch(stalls.path(), FULL.getBytes(StandardCharsets.US_ASCII), POLLPRI);
        }
        return signs;
    }

    private static byte[] decode(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private void watch(Path file, byte[] trigger, short events) {
        int descriptor = Libc.open(file.toString(), O_RDWR | O_NONBLOCK | O_CLOEXEC, 0);
        if (descriptor < 0) {
            detail = file + " can't be opened for triggers";
            return;
        }
        // The kernel overwrites the last byte with its own end mark: the line end is there to be lost.
        if (trigger.length > 0 && Libc.write(descriptor, trigger, trigger.length) != trigger.length) {
            Libc.close(descriptor);
            detail = file + " takes no triggers from this user (Linux before 6.4, or no PSI)";
            return;
        }
        long at = (long) files * POLLFD_BYTES;
        polled.setInt(at, descriptor);
        polled.setShort(at + EVENTS, events);
        files++;
        detail = file.toString();
    }

    /** Whether anything is watched. */
    boolean isLive() {
        return files > 0;
    }

    /** What is watched, or why nothing is. */
    String detail() {
        return detail;
    }

    /** Waits for a sign, or until the time is over. @return how many signs came that count */
    int await(int millis) {
        int ready = Libc.poll(polled, files, millis);
        if (ready <= 0) {
            return 0;
        }
        int signs = 0;
        for (int i = files - 1; i >= 0; i--) {
            signs += heard(i);
        }
        return signs;
    }

    private int heard(int index) {
        long at = (long) index * POLLFD_BYTES;
        short happened = polled.getShort(at + REVENTS);
        polled.setShort(at + REVENTS, (short) 0);
        if ((happened & GONE) != 0 && (happened & POLLIN) == 0) {
            forget(index);
            return 0;
        }
        if ((happened & POLLIN) != 0) {
            Libc.read(polled.getInt(at), dropped, dropped.size());
            return 1;
        }
        return (happened & POLLPRI) != 0 && hasGrown() ? 1 : 0;
    }

    private boolean hasGrown() {
        stalls.refresh();
        long some = stalls.some();
        boolean grown = some < 0 || some - lastSome >= LEAST_GROWTH_MICROS;
        lastSome = some;
        return grown;
    }

    private void forget(int index) {
        LOG.warn("the system no longer says when memory is short through {}; it is still looked at regularly", detail);
        Libc.close(polled.getInt((long) index * POLLFD_BYTES));
        files--;
        long from = (long) files * POLLFD_BYTES;
        polled.setInt((long) index * POLLFD_BYTES, polled.getInt(from));
        polled.setShort((long) index * POLLFD_BYTES + EVENTS, polled.getShort(from + EVENTS));
    }

    void close() {
        while (files > 0) {
            files--;
            Libc.close(polled.getInt((long) files * POLLFD_BYTES));
        }
    }

    /** Calls without conversions of arguments, so that they make no garbage. */
    private static final class Libc {

        static native int open(String path, int flags, int mode);

        static native long write(int descriptor, byte[] bytes, long length);

        static native long read(int descriptor, Memory buffer, long length);

        static native int poll(Memory polled, long count, int millis);

        static native int close(int descriptor);
    }
}
