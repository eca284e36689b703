package org.openclaw.appliance.linux.systemd;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/**
 * Through libc, called with the JVM's own means, which need no native library besides: for machines where JNA's is missing or
 * may not be loaded. Costs more memory than JNA. For 64-bit systems.
 */
@SuppressWarnings("restricted")
final class ForeignDatagrams implements Datagrams {

    private static final MemoryLayout SIZE = JAVA_LONG;

    private final MethodHandle socket = function("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private final MethodHandle sendto = function(
            "sendto", FunctionDescriptor.of(SIZE, JAVA_INT, ADDRESS, SIZE, JAVA_INT, ADDRESS, JAVA_INT));
    private final MethodHandle close = function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private final byte[] address;

    ForeignDatagrams(String path) throws IOException {
        address = Datagrams.address(path);
    }

    private static MethodHandle function(String name, FunctionDescriptor signature) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), signature);
    }

    @Override
    public void send(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment message = arena.allocateFrom(JAVA_BYTE, bytes);
            MemorySegment receiver = arena.allocateFrom(JAVA_BYTE, address);
            int descriptor = (int) socket.invokeExact(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
            if (descriptor < 0) {
                throw new IOException("no socket could be opened");
            }
            try {
                long sent = (long) sendto.invokeExact(
                        descriptor, message, (long) bytes.length, MSG_DONTWAIT | MSG_NOSIGNAL, receiver, address.length);
                if (sent < 0) {
                    throw new IOException("nobody takes it");
                }
            } finally {
                int ignored = (int) close.invokeExact(descriptor);
            }
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
