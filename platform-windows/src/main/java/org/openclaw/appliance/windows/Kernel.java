package org.openclaw.appliance.windows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.OptionalLong;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * What kernel32 tells about this machine. Native code is loaded with the first question; where it can't be, that is logged
 * once and every answer is empty. 64-bit Windows only. Thread-safe.
 */
class Kernel {

    /** {@code sizeof(MEMORYSTATUSEX)}. */
    static final int MEMORY_STATUS_BYTES = 64;

    /** {@code sizeof(PROCESS_MEMORY_COUNTERS_EX)} on 64-bit Windows. */
    static final int PROCESS_COUNTERS_BYTES = 80;

    private static final TaggedLogger LOG = Logger.tag("platform");

    private Kernel32 library;
    private boolean broken;

    /** A filled {@code MEMORYSTATUSEX}. */
    Optional<ByteBuffer> memoryStatus() {
        return ask(kernel32 -> {
            byte[] status = structure(MEMORY_STATUS_BYTES);
            return kernel32.GlobalMemoryStatusEx(status) ? little(status) : null;
        });
    }

    /** A filled {@code PROCESS_MEMORY_COUNTERS_EX} of this process. */
    Optional<ByteBuffer> processCounters() {
        return ask(kernel32 -> {
            byte[] counters = structure(PROCESS_COUNTERS_BYTES);
            return kernel32.K32GetProcessMemoryInfo(kernel32.GetCurrentProcess(), counters, counters.length)
                    ? little(counters)
                    : null;
        });
    }

    OptionalLong millisSinceBoot() {
        return ask(Kernel32::GetTickCount64).map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    /** The session of this process. Services live in session 0, people never do (Windows Vista and later). */
    OptionalLong session() {
        return ask(kernel32 -> {
                    int[] session = new int[1];
                    return kernel32.ProcessIdToSessionId((int) ProcessHandle.current().pid(), session) ? session[0] : null;
                })
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    private synchronized <T> Optional<T> ask(Question<T> question) {
        if (broken) {
            return Optional.empty();
        }
        try {
            if (library == null) {
                library = Kernel32.load();
            }
            return Optional.ofNullable(question.ask(library));
        } catch (LinkageError | RuntimeException e) {
            broken = true;
            LOG.warn("Windows can't be asked about memory and uptime, native code does not load: {}", reason(e));
            return Optional.empty();
        }
    }

    /** A structure whose first field, a DWORD, is its own size. */
    private static byte[] structure(int size) {
        byte[] bytes = new byte[size];
        little(bytes).putInt(0, size);
        return bytes;
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** JNA's messages go on with the whole class path. */
    private static String reason(Throwable failure) {
        return failure.toString().lines().findFirst().orElse("");
    }

    private interface Question<T> {
        T ask(Kernel32 kernel32);
    }
}
