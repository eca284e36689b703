package org.openclaw.appliance.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.websocket.CloseCode;
import org.openclaw.appliance.websocket.FrameDecoder;
import org.openclaw.appliance.websocket.FrameEncoder;
import org.openclaw.appliance.websocket.FrameException;
import org.openclaw.appliance.websocket.FrameListener;
import org.openclaw.appliance.websocket.Opcode;
import org.openclaw.appliance.websocket.UpgradeKey;

/** A peer that speaks the gateway's wire on a real port, with scripted answers. */
public final class FakeGateway implements AutoCloseable {

    private final ServerSocket server;
    private final String token;
    private final Map<String, Function<JsonNode, List<ObjectNode>>> methods = new ConcurrentHashMap<>();
    public final List<JsonNode> connects = new CopyOnWriteArrayList<>();
    public final List<JsonNode> requests = new CopyOnWriteArrayList<>();

    public FakeGateway(String token) throws IOException {
        this.token = token;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    public String url() {
        return "ws://127.0.0.1:" + port();
    }

    /** Answers a method with the payloads, one frame each. */
    public FakeGateway answering(String method, ObjectNode... payloads) {
        methods.put(method, params -> List.of(payloads));
        return this;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            upgrade(socket);
            Session session = new Session(socket);
            session.send(event("connect.challenge", Json.object().put("nonce", "n").put("ts", 1)));
            FrameDecoder decoder = new FrameDecoder(FrameDecoder.Source.CLIENT, 1 << 20);
            byte[] buffer = new byte[4096];
            InputStream in = socket.getInputStream();
            for (int n = in.read(buffer); n >= 0 && !session.over; n = in.read(buffer)) {
                decoder.feed(ByteBuffer.wrap(buffer, 0, n), session);
            }
        } catch (IOException | FrameException e) {
            // The client went away; its test sees that on its own side.
            return;
        }
    }

    private static void upgrade(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) socket.getInputStream().read());
        }
        String key = head.toString().lines().filter(line -> line.startsWith("Sec-WebSocket-Key: ")).findFirst().orElseThrow();
        socket.getOutputStream().write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: " + UpgradeKey.accept(key.substring(19)) + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    }

    private static ObjectNode event(String name, ObjectNode payload) {
        ObjectNode event = Json.object().put("type", "event").put("event", name);
        event.set("payload", payload);
        return event;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private final class Session implements FrameListener {
        private final Socket socket;
        private boolean over;

        Session(Socket socket) {
            this.socket = socket;
        }

        void send(JsonNode frame) {
            write(Opcode.TEXT, Json.bytes(frame));
        }

        private void write(int opcode, byte[] payload) {
            try {
                ByteBuffer bytes = FrameEncoder.frame(opcode, payload);
                socket.getOutputStream().write(bytes.array(), 0, bytes.remaining());
            } catch (IOException e) {
                over = true;
            }
        }

        @Override
        public void text(String message) {
            JsonNode frame = Json.parseOwn(message);
            if (frame.path("method").asText().equals("connect")) {
                connect(frame);
                return;
            }
            requests.add(frame);
            var method = methods.get(frame.path("method").asText());
            if (method == null) {
                refuse(frame, "INVALID_REQUEST", "unknown method: " + frame.path("method").asText());
                return;
            }
            send(event("tick", Json.object()));
            write(Opcode.PING, new byte[] {1});
            for (ObjectNode payload : method.apply(frame.path("params"))) {
                answer(frame, payload);
            }
        }

        private void connect(JsonNode frame) {
            connects.add(frame.path("params"));
            if (token != null && !token.equals(frame.path("params").path("auth").path("token").asText())) {
                refuse(frame, "INVALID_REQUEST", "unauthorized: gateway token mismatch");
                write(Opcode.CLOSE, FrameEncoder.closePayload(CloseCode.POLICY, "unauthorized"));
                over = true;
                return;
            }
            ObjectNode hello = Json.object().put("type", "hello-ok").put("protocol", 4);
            hello.putObject("server").put("version", "9.9").put("connId", "c");
            hello.putObject("snapshot").put("uptimeMs", 61_000);
            hello.putObject("auth").put("role", "operator").set("scopes", frame.path("params").path("scopes"));
            answer(frame, hello);
        }

        private void answer(JsonNode request, ObjectNode payload) {
            ObjectNode frame = Json.object().put("type", "res").put("id", request.path("id").asText()).put("ok", true);
            frame.set("payload", payload);
            send(frame);
        }

        private void refuse(JsonNode request, String code, String message) {
            ObjectNode frame = Json.object().put("type", "res").put("id", request.path("id").asText()).put("ok", false);
            frame.putObject("error").put("code", code).put("message", message);
            send(frame);
        }

        @Override
        public void binary(byte[] message) {
            over = true;
        }

        @Override
        public void ping(byte[] payload) {
            write(Opcode.PONG, payload);
        }

        @Override
        public void pong(byte[] payload) {
            // The answer to our ping.
        }

        @Override
        public void closed(int code, String reason) {
            over = true;
        }
    }
}
