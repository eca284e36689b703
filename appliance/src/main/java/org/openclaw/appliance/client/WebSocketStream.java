package org.openclaw.appliance.client;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.openclaw.appliance.websocket.FrameDecoder;
import org.openclaw.appliance.websocket.FrameEncoder;
import org.openclaw.appliance.websocket.FrameException;
import org.openclaw.appliance.websocket.FrameListener;
import org.openclaw.appliance.websocket.Opcode;

/** Text messages over a WebSocket on a blocking socket; pings are answered on the way. For one thread at a time. */
final class WebSocketStream implements AutoCloseable {

    /** Longest message taken, in bytes: a page of history or the schema, within the heap of a command. */
    static final int LONGEST_MESSAGE = 8 * 1024 * 1024;

    private static final int BUFFER = 8 * 1024;

    private final Socket socket;
    private final SecureRandom random;
    private final FrameDecoder decoder = new FrameDecoder(FrameDecoder.Source.SERVER, LONGEST_MESSAGE);
    private final byte[] buffer = new byte[BUFFER];
    private final Inbox inbox = new Inbox();

    private WebSocketStream(Socket socket, SecureRandom random) {
        this.socket = socket;
        this.random = random;
    }

    /** @throws IOException when there is no connection, or what answers isn't a WebSocket server */
    static WebSocketStream open(Target target, Deadline deadline) throws IOException {
        Socket socket = new Socket();
        try {
            InetAddress address = InetAddress.getByName(target.host());
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(address, target.port()), deadline.millisLeft());
            SecureRandom random = new SecureRandom();
            Socket secured = target.tls() ? secure(socket, target, deadline) : socket;
            Upgrade.perform(secured, target, random, deadline);
            return new WebSocketStream(secured, random);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    static Socket secure(Socket socket, Target target, Deadline deadline) throws IOException {
        boolean pinned = target.fingerprint() != null;
        SSLSocketFactory factory = pinned
                ? PinnedCertificate.sockets(target.fingerprint())
                : (SSLSocketFactory) SSLSocketFactory.getDefault();
        SSLSocket secured = (SSLSocket) factory.createSocket(socket, target.host(), target.port(), true);
        if (!pinned) {
            SSLParameters parameters = secured.getSSLParameters();
            // Without it the certificate's name would not be compared with the host (RFC 2818 §3.1).
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secured.setSSLParameters(parameters);
        }
        secured.setSoTimeout(deadline.millisLeft());
        secured.startHandshake();
        return secured;
    }

    void send(String text) throws IOException {
        frame(Opcode.TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The next text message. @throws Closed when the peer closed in good order */
    String receive(Deadline deadline) throws IOException, Closed {
        while (inbox.messages.isEmpty()) {
            inbox.throwIfClosed();
            socket.setSoTimeout(deadline.millisLeft());
            int count = socket.getInputStream().read(buffer);
            if (count < 0) {
                throw new EOFException("connection reset by the gateway");
            }
            feed(count);
        }
        return inbox.messages.poll();
    }

    private void feed(int count) throws IOException {
        try {
            decoder.feed(ByteBuffer.wrap(buffer, 0, count), inbox);
        } catch (FrameException e) {
            throw new java.net.ProtocolException("the gateway sent a broken frame: " + e.getMessage());
        }
        while (!inbox.pings.isEmpty()) {
            frame(Opcode.PONG, inbox.pings.poll());
        }
    }

    private void frame(int opcode, byte[] payload) throws IOException {
        ByteBuffer bytes = FrameEncoder.masked(opcode, payload, random.nextInt());
        socket.getOutputStream().write(bytes.array(), bytes.arrayOffset(), bytes.remaining());
        socket.getOutputStream().flush();
    }

    /** Says goodbye where that is still possible, and lets go of the socket. */
    @Override
    public void close() {
        try (Socket closing = socket) {
            if (!inbox.closed && !closing.isClosed()) {
                frame(Opcode.CLOSE, new byte[0]);
            }
        } catch (IOException e) {
            // The peer is gone already, which is what we wanted.
            inbox.closed = true;
        }
    }

    /** The peer's close frame. */
    static final class Closed extends Exception {

        private final int code;

        Closed(int code, String reason) {
            super(reason, null, false, false);
            this.code = code;
        }

        int code() {
            return code;
        }
    }

    private static final class Inbox implements FrameListener {
        private final ArrayDeque<String> messages = new ArrayDeque<>();
        private final ArrayDeque<byte[]> pings = new ArrayDeque<>();
        private boolean closed;
        private int code;
        private String reason = "";

        void throwIfClosed() throws Closed {
            if (closed) {
                throw new Closed(code, reason);
            }
        }

        @Override
        public void text(String message) {
            messages.add(message);
        }

        @Override
        public void binary(byte[] message) {
            // The protocol has no binary messages; what can't be meant for us is dropped.
        }

        @Override
        public void ping(byte[] payload) {
            pings.add(payload);
        }

        @Override
        public void pong(byte[] payload) {
            // We send no pings.
        }

        @Override
        public void closed(int closeCode, String closeReason) {
            closed = true;
            code = closeCode;
            reason = closeReason;
        }
    }
}
