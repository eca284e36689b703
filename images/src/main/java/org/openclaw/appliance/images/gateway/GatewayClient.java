package org.openclaw.appliance.images.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * One operator connection to a gateway on this machine. For one thread at a time, and strictly one request after the
 * other: what arrives while it waits for something else is dropped.
 */
public final class GatewayClient implements Closeable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int TIMEOUT_MILLIS = 60_000;
    private static final byte[] RESPONSE_START = "{\"type\":\"res\"".getBytes(StandardCharsets.US_ASCII);

    private final WebSocket webSocket;
    private int lastId;

    private GatewayClient(WebSocket webSocket) {
        this.webSocket = webSocket;
    }

    /** Connects and shakes hands with all operator scopes. */
    public static GatewayClient connect(int port, String token) throws IOException {
        GatewayClient client = new GatewayClient(WebSocket.open(port, TIMEOUT_MILLIS));
        try {
            client.await(frame -> frame.path("event").asText().equals("connect.challenge"));
            var params = JSON.createObjectNode().put("minProtocol", 4).put("maxProtocol", 4).put("role", "operator");
            params.putObject("client").put("id", "gateway-client").put("version", "dev").put("platform", "linux")
                    .put("mode", "backend");
            params.putArray("scopes").add("operator.admin").add("operator.read").add("operator.write");
            params.putObject("auth").put("token", token);
            client.request("connect", params);
            return client;
        } catch (IOException e) {
            client.close();
            throw e;
        }
    }

    /** The result of one call; an error answer is an {@link IOException} with the gateway's words. */
    public JsonNode request(String method, JsonNode params) throws IOException {
        String id = Integer.toString(++lastId);
        var frame = JSON.createObjectNode().put("type", "req").put("id", id).put("method", method);
        if (params != null) {
            frame.set("params", params);
        }
        webSocket.send(JSON.writeValueAsBytes(frame));
        JsonNode answer = await(in -> in.path("type").asText().equals("res") && in.path("id").asText().equals(id));
        if (!answer.path("ok").asBoolean()) {
            throw new IOException(method + " was refused: " + answer.path("error"));
        }
        return answer.path("payload");
    }

    public JsonNode request(String method, String params) throws IOException {
        return request(method, JSON.readTree(params));
    }

    /**
     * One agent turn in a session, from sending to its final chat event.
     *
     * @return nanoseconds from sending to the first piece of the answer
     */
    public long turn(String sessionKey, String message) throws IOException {
        String run = UUID.randomUUID().toString();
        String id = Integer.toString(++lastId);
        var frame = JSON.createObjectNode().put("type", "req").put("id", id).put("method", "chat.send");
        frame.putObject("params").put("sessionKey", sessionKey).put("message", message).put("idempotencyKey", run);
        long start = System.nanoTime();
        webSocket.send(JSON.writeValueAsBytes(frame));
        long firstPiece = 0;
        while (true) {
            JsonNode in = JSON.readTree(webSocket.receive());
            if (in.path("id").asText().equals(id) && !in.path("ok").asBoolean()) {
                throw new IOException("chat.send was refused: " + in.path("error"));
            }
            JsonNode payload = in.path("payload");
            if (!payload.path("runId").asText().equals(run)) {
                continue;
            }
            String state = in.path("event").asText().equals("chat") ? payload.path("state").asText() : "";
            if (firstPiece == 0 && (payload.path("stream").asText().equals("assistant") || state.equals("delta")
                    || state.equals("final"))) {
                firstPiece = System.nanoTime() - start;
            }
            switch (state) {
                case "final" -> {
                    return firstPiece;
                }
                case "aborted", "error" -> throw new IOException("the turn in " + sessionKey + " failed: " + in);
                default -> { }
            }
        }
    }

    /** The next frame that fits; all before it are dropped. */
    public JsonNode await(Predicate<JsonNode> wanted) throws IOException {
        while (true) {
            JsonNode frame = JSON.readTree(webSocket.receive());
            if (wanted.test(frame)) {
                return frame;
            }
        }
    }

    /** A request frame for {@link #roundTrip}, serialised once for many calls. */
    public static byte[] frame(String method, String params) {
        return ("{\"type\":\"req\",\"id\":\"1\",\"method\":\"" + method + "\",\"params\":" + params + "}")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Sends a ready frame and takes the next response unread, so that the load generator costs almost nothing. */
    public void roundTrip(byte[] frame) throws IOException {
        webSocket.send(frame);
        byte[] answer = webSocket.receive();
        while (!startsWith(answer, RESPONSE_START)) {
            answer = webSocket.receive();
        }
    }

    /** Reads and drops whatever comes until the connection ends. @param each runs after every frame */
    public void drain(Runnable each) throws IOException {
        while (true) {
            webSocket.receive();
            each.run();
        }
    }

    private static boolean startsWith(byte[] bytes, byte[] start) {
        return bytes.length >= start.length
                && java.util.Arrays.equals(bytes, 0, start.length, start, 0, start.length);
    }

    @Override
    public void close() throws IOException {
        webSocket.close();
    }
}
