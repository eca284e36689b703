package org.openclaw.appliance.outbound;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One question to one name server over UDP, past the system's resolver (RFC 1035, RFC 3596). Asks for addresses only, and
 * leaves following aliases to the server, as a recursive one does.
 */
public final class DnsQuery {

    /** The port of every name server. */
    public static final int PORT = 53;

    private static final int IPV4 = 1;
    private static final int IPV6 = 28;
    private static final int INTERNET = 1;
    private static final int RECURSION_DESIRED = 0x0100;
    private static final int RESPONSE = 0x8000;
    private static final int ERROR_BITS = 0x000f;
    private static final int NO_SUCH_NAME = 3;
    private static final int POINTER = 0xc0;
    private static final int MOST_BYTES = 512;
    private static final int MOST_ADDRESSES = 8;
    private static final int LONGEST_NAME = 253;
    private static final int LONGEST_LABEL = 63;

    private final InetSocketAddress server;
    private final Duration patience;

    /** @param patience how long to wait for an answer */
    public DnsQuery(InetSocketAddress server, Duration patience) {
        this.server = server;
        this.patience = patience;
    }

    /**
     * A host's addresses, IPv4 first; at least one.
     *
     * @throws UnknownHostException when the server says that there is no such name, or no address for it
     * @throws IOException when it gives no answer, or one that makes no sense
     */
    public List<InetAddress> addresses(String host) throws IOException {
        List<InetAddress> found = ask(host, IPV4);
        if (found.isEmpty()) {
            found = ask(host, IPV6);
        }
        if (found.isEmpty()) {
            throw new UnknownHostException(host);
        }
        return found;
    }

    private List<InetAddress> ask(String host, int type) throws IOException {
        // What a forger would have to guess, besides our port.
        int id = new SecureRandom().nextInt(0x10000);
        byte[] question = question(id, host, type);
        long deadline = System.nanoTime() + patience.toNanos();
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(server);
            socket.send(new DatagramPacket(question, question.length));
            while (true) {
                long left = (deadline - System.nanoTime()) / 1_000_000;
                socket.setSoTimeout((int) Math.max(1, left));
                DatagramPacket answer = new DatagramPacket(new byte[MOST_BYTES], MOST_BYTES);
                socket.receive(answer);
                ByteBuffer bytes = ByteBuffer.wrap(answer.getData(), 0, answer.getLength());
                if (bytes.remaining() > 12 && (bytes.getShort(0) & 0xffff) == id) {
                    return read(bytes, host, type);
                }
            }
        }
    }

    private static byte[] question(int id, String host, int type) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int word : new int[] {id, RECURSION_DESIRED, 1, 0, 0, 0}) {
            word(out, word);
        }
        if (host.isEmpty() || host.length() > LONGEST_NAME) {
            throw new UnknownHostException(host);
        }
        for (String label : host.split("\\.")) {
            byte[] ascii = label.getBytes(StandardCharsets.US_ASCII);
            if (ascii.length == 0 || ascii.length > LONGEST_LABEL) {
                throw new UnknownHostException(host);
            }
            out.write(ascii.length);
            out.writeBytes(ascii);
        }
        out.write(0);
        word(out, type);
        word(out, INTERNET);
        return out.toByteArray();
    }

    private static void word(ByteArrayOutputStream out, int value) {
        out.write(value >> 8);
        out.write(value);
    }

    private static List<InetAddress> read(ByteBuffer answer, String host, int type) throws IOException {
        try {
            answer.getShort();
            int flags = answer.getShort();
            int questions = answer.getShort() & 0xffff;
            int answers = answer.getShort() & 0xffff;
            answer.getInt();
            int error = flags & ERROR_BITS;
            if (error == NO_SUCH_NAME) {
                throw new UnknownHostException(host);
            }
            if ((flags & RESPONSE) == 0 || error != 0) {
                throw new IOException("the name server refused to answer (code " + error + ")");
            }
            for (int i = 0; i < questions; i++) {
                skipName(answer);
                answer.getInt();
            }
            return records(answer, answers, type);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new IOException("the name server's answer is damaged", e);
        }
    }

    private static List<InetAddress> records(ByteBuffer answer, int count, int type) throws IOException {
        List<InetAddress> found = new ArrayList<>();
        // A long answer is cut off; what is there will do.
        for (int i = 0; i < count && answer.hasRemaining() && found.size() < MOST_ADDRESSES; i++) {
            skipName(answer);
            int kind = answer.getShort() & 0xffff;
            answer.getShort();
            answer.getInt();
            byte[] data = new byte[answer.getShort() & 0xffff];
            answer.get(data);
            if (kind == type && data.length == (type == IPV4 ? 4 : 16)) {
                found.add(InetAddress.getByAddress(data));
            }
        }
        return found;
    }

    private static void skipName(ByteBuffer answer) {
        while (true) {
            int length = answer.get() & 0xff;
            if (length >= POINTER) {
                answer.get();
                return;
            }
            if (length == 0) {
                return;
            }
            answer.position(answer.position() + length);
        }
    }
}
