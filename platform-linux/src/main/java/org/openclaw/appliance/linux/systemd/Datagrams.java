package org.openclaw.appliance.linux.systemd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Sends datagrams to one Unix socket, which Java itself can't: it has Unix sockets only as streams (unix(7)). */
interface Datagrams {

    int AF_UNIX = 1;
    int SOCK_DGRAM = 2;
    int SOCK_CLOEXEC = 0x80000;
    int MSG_DONTWAIT = 0x40;
    int MSG_NOSIGNAL = 0x4000;

    /** {@code sun_path} of {@code sockaddr_un}. */
    int LONGEST_PATH = 108;

    /** Sends without waiting. @throws IOException when nobody takes it */
    void send(String text) throws IOException;

    /**
     * The bytes of {@code struct sockaddr_un}: an abstract name starts with NUL and ends with the length, a path with NUL.
     *
     * @param path a path, or {@code @name} in the abstract name space
     */
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
}
