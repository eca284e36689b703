package org.openclaw.appliance.outbound;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A name server on a port of this machine that knows a few names; every answer begins with an alias. */
final class NameServer implements AutoCloseable {

    private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    private final Map<String, String> names;
    private final AtomicInteger asked = new AtomicInteger();

    /** @param names IPv4 addresses by name */
    NameServer(Map<String, String> names) throws IOException {
        this.names = names;
        Thread.ofVirtual().start(this::serve);
    }

    String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    int asked() {
        return asked.get();
    }

    private void serve() {
        try {
            while (true) {
                DatagramPacket question = new DatagramPacket(new byte[512], 512);
                socket.receive(question);
                asked.incrementAndGet();
                byte[] reply = reply(question.getData(), question.getLength());
                socket.send(new DatagramPacket(reply, reply.length, question.getSocketAddress()));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private byte[] reply(byte[] question, int length) {
        StringBuilder name = new StringBuilder();
        int at = 12;
        while (question[at] != 0) {
            name.append(name.isEmpty() ? "" : ".").append(new String(question, at + 1, question[at]));
            at += question[at] + 1;
        }
        boolean ipv4 = question[at + 2] == 1;
        String address = names.get(name.toString());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int error = address == null ? 3 : 0;
        out.writeBytes(new byte[] {question[0], question[1], (byte) 0x81, (byte) (0x80 | error), 0, 1, 0, 2, 0, 0, 0, 0});
        out.write(question, 12, length - 12);
        out.writeBytes(new byte[] {(byte) 0xc0, 12, 0, 5, 0, 1, 0, 0, 0, 60, 0, 2, (byte) 0xc0, 12});
        if (address != null && ipv4) {
            byte[] bytes = InetAddress.ofLiteral(address).getAddress();
            out.writeBytes(new byte[] {(byte) 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4});
            out.writeBytes(bytes);
        } else {
            out.writeBytes(new byte[] {(byte) 0xc0, 12, 0, 5, 0, 1, 0, 0, 0, 60, 0, 2, (byte) 0xc0, 12});
        }
        return out.toByteArray();
    }

    @Override
    public void close() {
        socket.close();
    }
}
