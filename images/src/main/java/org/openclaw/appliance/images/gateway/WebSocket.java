package org.openclaw.appliance.images.gateway;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The client side of RFC 6455 as far as load on a loopback gateway needs it: whole text messages, pings answered, one
 * reader and one writer thread at a time. The mask is zero (§5.3 asks for an unpredictable one to protect proxies;
 * there is none here), which spares the load generator a pass over the bytes.
 */
final class WebSocket implements Closeable {

    private static final int OP_CONTINUATION = 0;
    private static final int OP_TEXT = 1;
    private static final int OP_CLOSE = 8;
    private static final int OP_PING = 9;
    private static final int OP_PONG = 10;
    private static final int MAX_MESSAGE = 32 << 20;
    private static final int MAX_HEADER_BYTES = 8 << 10;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;

    private WebSocket(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 2048));
        this.out = socket.getOutputStream();
    }

    static WebSocket open(int port, int timeoutMillis) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), timeoutMillis);
            socket.setSoTimeout(timeoutMillis);
            WebSocket webSocket = new WebSocket(socket);
            webSocket.upgrade(port);
            return webSocket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private void upgrade(int port) throws IOException {
        out.write(("GET / HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        StringBuilder header = new StringBuilder();
        while (header.indexOf("\r\n\r\n") < 0) {
            if (header.length() > MAX_HEADER_BYTES) {
                throw new IOException("the gateway's upgrade answer has no end");
            }
            header.append((char) in.readUnsignedByte());
        }
        if (!header.toString().startsWith("HTTP/1.1 101")) {
            throw new IOException("the gateway refused the upgrade: " + header.toString().lines().findFirst().orElse(""));
        }
    }

    void send(byte[] text) throws IOException {
        send(OP_TEXT, text);
    }

    private void send(int opcode, byte[] payload) throws IOException {
        int length = payload.length;
        byte[] frame = new byte[length + 14];
        int at = 0;
        frame[at++] = (byte) (0x80 | opcode);
        if (length < 126) {
            frame[at++] = (byte) (0x80 | length);
        } else if (length < 65_536) {
            frame[at++] = (byte) (0x80 | 126);
            frame[at++] = (byte) (length >> 8);
            frame[at++] = (byte) length;
        } else {
            frame[at++] = (byte) (0x80 | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                frame[at++] = (byte) ((long) length >> shift);
            }
        }
        at += 4;
        System.arraycopy(payload, 0, frame, at, length);
        out.write(frame, 0, at + length);
    }

    /** The next whole message; {@link EOFException} when the gateway closed. */
    byte[] receive() throws IOException {
        byte[] message = new byte[0];
        while (true) {
            int first = in.readUnsignedByte();
            int opcode = first & 0x0f;
            byte[] payload = in.readNBytes(length(in.readUnsignedByte() & 0x7f));
            switch (opcode) {
                case OP_PING -> send(OP_PONG, payload);
                case OP_PONG -> { }
                case OP_CLOSE -> throw new EOFException("the gateway closed the connection: " + closeReason(payload));
                case OP_CONTINUATION, OP_TEXT -> {
                    message = message.length == 0 ? payload : join(message, payload);
                    if ((first & 0x80) != 0) {
                        return message;
                    }
                }
                default -> throw new IOException("unexpected frame with opcode " + opcode);
            }
        }
    }

    private int length(int seven) throws IOException {
        long length = seven == 126 ? in.readUnsignedShort() : seven == 127 ? in.readLong() : seven;
        if (length < 0 || length > MAX_MESSAGE) {
            throw new IOException("the gateway announces a frame of " + length + " bytes");
        }
        return (int) length;
    }

    private static byte[] join(byte[] head, byte[] tail) {
        byte[] both = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, both, head.length, tail.length);
        return both;
    }

    private static String closeReason(byte[] payload) {
        if (payload.length < 2) {
            return "no reason given";
        }
        int code = (payload[0] & 0xff) << 8 | payload[1] & 0xff;
        return code + " " + new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
