package org.openclaw.appliance.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Random;
import java.util.function.Predicate;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.websocket.CloseCode;
import org.openclaw.appliance.websocket.FrameDecoder;
import org.openclaw.appliance.websocket.FrameEncoder;
import org.openclaw.appliance.websocket.FrameException;
import org.openclaw.appliance.websocket.FrameListener;
import org.openclaw.appliance.websocket.Opcode;

/** A WebSocket client for tests: blocking, single-threaded, and able to misbehave. Reads wait at most ten seconds. */
public final class TestClient implements Closeable {

    private static final int PATIENCE_MILLIS = 10_000;
    private static final int MOST_BYTES = 64 * 1024 * 1024;

    /** How the server closed. {@link CloseCode#ABNORMAL} when the TCP connection just ended. */
    public record Closed(int code, String reason) {}

    private final Socket socket;
    private final FrameDecoder decoder = new FrameDecoder(FrameDecoder.Source.SERVER, MOST_BYTES);
    private final Incoming incoming = new Incoming();
    private final Random masks = new Random(1);
    private final Queue<JsonNode> frames = new ArrayDeque<>();
    private String head;
    private Closed closed;
    private int pings;
    private boolean pongs = true;

    private TestClient(Socket socket) {
        this.socket = socket;
    }

    /** Upgrades. @param headers whole extra header lines */
    public static TestClient open(int port, String... headers) throws IOException {
        return open(new Socket(InetAddress.getLoopbackAddress(), port), port, "/", headers);
    }

    static TestClient open(Socket socket, int port, String path, String... headers) throws IOException {
        TestClient client = new TestClient(socket);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Extensions: permessage-deflate\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        client.raw(request.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        client.head = client.readHead();
        return client;
    }

    /** Opens, reads the challenge, connects with all operator scopes, and reads the hello. */
    public static TestClient connected(int port, String token) throws IOException {
        return connected(open(port), token);
    }

    static TestClient connected(TestClient client, String token) throws IOException {
        client.expectEvent("connect.challenge");
        JsonNode hello = client.call("connect", connectParams(token));
        if (!hello.path("ok").booleanValue()) {
            throw new IOException("not let in: " + hello);
        }
        return client;
    }

    /** What a plain operator client sends. @param token or null */
    public static ObjectNode connectParams(String token) {
        ObjectNode params = Json.object().put("minProtocol", 4).put("maxProtocol", 4);
        params.putObject("client").put("id", "cli").put("version", "1").put("platform", "linux").put("mode", "cli");
        params.putArray("scopes").add("operator.read").add("operator.write").add("operator.admin");
        if (token != null) {
            params.putObject("auth").put("token", token);
        }
        return params;
    }

    /** The status line and headers of the answer to the upgrade. */
    public String head() {
        return head;
    }

    public int pings() {
        return pings;
    }

    /** From now on pings and close frames stay unanswered. */
    public void playDead() {
        pongs = false;
    }

    public void request(String id, String method, JsonNode params) throws IOException {
        ObjectNode frame = Json.object().put("type", "req").put("id", id).put("method", method);
        if (params != null) {
            frame.set("params", params);
        }
        text(frame.toString());
    }

    /** Sends a request and reads on to its answer. */
    public JsonNode call(String method, JsonNode params) throws IOException {
        request("call", method, params);
        return nextWhere(frame -> frame.path("id").asText().equals("call"));
    }

    public void text(String text) throws IOException {
        frame(Opcode.TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    public void frame(int opcode, byte[] payload) throws IOException {
        ByteBuffer frame = FrameEncoder.masked(opcode, payload, masks.nextInt());
        socket.getOutputStream().write(frame.array(), 0, frame.limit());
    }

    /** Bytes as they are, well-formed or not. */
    public void raw(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** The next message. @throws EOFException when the server closed instead */
    public JsonNode next() throws IOException {
        while (frames.isEmpty()) {
            if (closed != null) {
                throw new EOFException("closed: " + closed);
            }
            readSome();
        }
        return frames.remove();
    }

    public JsonNode nextWhere(Predicate<JsonNode> wanted) throws IOException {
        while (true) {
            JsonNode frame = next();
            if (wanted.test(frame)) {
                return frame;
            }
        }
    }

    public JsonNode expectEvent(String event) throws IOException {
        return nextWhere(frame -> frame.path("event").asText().equals(event));
    }

    /** Reads on until the server has closed. Messages before that stay readable. */
    public Closed closed() throws IOException {
        while (closed == null) {
            readSome();
        }
        return closed;
    }

    /** Messages received and not yet read. */
    public int waiting() {
        return frames.size();
    }

    public Socket socket() {
        return socket;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void readSome() throws IOException {
        byte[] bytes = new byte[64 * 1024];
        int count;
        try {
            count = socket.getInputStream().read(bytes);
        } catch (java.net.SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            count = -1;
        }
        if (count < 0) {
            closed = new Closed(CloseCode.ABNORMAL, "");
            return;
        }
        try {
            decoder.feed(ByteBuffer.wrap(bytes, 0, count), incoming);
        } catch (FrameException e) {
            throw new IOException("server broke the protocol: " + e.getMessage(), e);
        }
    }

    private String readHead() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (!bytes.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int b = socket.getInputStream().read();
            if (b < 0) {
                break;
            }
            bytes.write(b);
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    private final class Incoming implements FrameListener {

        @Override
        public void text(String message) {
            frames.add(Json.parseOwn(message));
        }

        @Override
        public void binary(byte[] message) {
            throw new AssertionError("the gateway never sends binary messages");
        }

        @Override
        public void ping(byte[] payload) {
            pings++;
            if (pongs) {
                answer(Opcode.PONG, payload);
            }
        }

        @Override
        public void pong(byte[] payload) {}

        @Override
        public void closed(int code, String reason) {
            closed = new Closed(code, reason);
            if (pongs) {
                answer(Opcode.CLOSE, FrameEncoder.closePayload(code == CloseCode.NO_CODE ? CloseCode.NORMAL : code, ""));
            }
        }

        private void answer(int opcode, byte[] payload) {
            try {
                frame(opcode, payload);
            } catch (IOException e) {
                // The server was faster; what it said last has been read.
                pongs = false;
            }
        }
    }
}
