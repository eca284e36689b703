package org.openclaw.appliance.linux.systemd;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Through libc, called with JNA. Its class loads JNA's native library; touch it only on Linux. */
final class JnaDatagrams implements Datagrams {

    /** The libc this process already runs on, whichever it is. */
    private final Libc libc = Native.load(Libc.class);
    private final byte[] address;

    JnaDatagrams(String path) throws IOException {
        address = Datagrams.address(path);
    }

    @Override
    public void send(String text) throws IOException {
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

    /** libc's functions. JNA throws {@link LastErrorException} where errno is set. */
    interface Libc extends Library {

        int socket(int domain, int type, int protocol) throws LastErrorException;

        NativeLong sendto(int socket, byte[] message, NativeLong length, int flags, byte[] address, int addressLength)
                throws LastErrorException;

        int close(int socket) throws LastErrorException;
    }
}
