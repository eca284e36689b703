package org.openclaw.appliance.linux.systemd;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Sends datagrams to a Unix socket through libc, since Java has Unix sockets only as streams (unix(7)). Its class loads JNA;
 * touch it only on Linux.
 */
final class UnixDatagram {

    /** {@code sun_path} of {@code sockaddr_un}. */
    private static final int LONGEST_PATH = 108;

    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;

    /** The libc this process already runs on, whichever it is. */
    private final Libc libc = Native.load(Libc.class);
    private final byte[] address;

    /** @param path a path, or {@code @name} in the abstract name space */
    UnixDatagram(String path) throws IOException {
        address = address(path);
    }

    /** Sends without waiting. @throws IOException when nobody takes it */
    void send(String text) throws IOException {
        byte[] message = text.getBytes(StandardCharsets.UTF_8);
        try {
            int socket = libc.socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
            try {
                libc.sendto(
                        socket, message, new NativeLong(message.length), MSG_DONTWAIT | MSG_NOSIGNAL, address,
                        address.length);
            } finally {
                libc.close(socket);
            }
        } catch (LastErrorException e) {
            throw new IOException("errno " + e.getErrorCode(), e);
        }
    }

    /** The bytes of {@code struct sockaddr_un}: an abstract name starts with NUL and ends with the length, a path with NUL. */
    static byte[] address(String path) throws IOException {
        boolean isAbstract = path.startsWith("@");
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        if (name.length >= LONGEST_PATH) {
            throw new IOException("socket path is longer than " + (LONGEST_PATH - 1) + " bytes");
        }
        ByteBuffer address = ByteBuffer.allocate(2 + name.length + (isAbstract ? 0 : 1)).order(ByteOrder.nativeOrder());
        address.putShort((short) AF_UNIX).put(name);
        if (isAbstract) {
            address.put(2, (byte) 0);
        }
        return address.array();
    }

    /** libc's functions. JNA throws {@link LastErrorException} where errno is set. */
    interface Libc extends Library {

        int socket(int domain, int type, int protocol) throws LastErrorException;

        NativeLong sendto(int socket, byte[] message, NativeLong length, int flags, byte[] address, int addressLength)
                throws LastErrorException;

        int close(int socket) throws LastErrorException;
    }
}
