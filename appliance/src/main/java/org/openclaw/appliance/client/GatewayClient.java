package org.openclaw.appliance.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.openclaw.appliance.client.ClientException.Reason;
import org.openclaw.appliance.protocol.Json;

/**
 * One connection to a gateway over a WebSocket, used by one thread at a time. Events that arrive while a call waits go to
 * the listener; between calls they stay in the socket's buffer.
 */
public final class GatewayClient implements GatewayConnection {

    private final WebSocketStream stream;
    private final Target target;
    private final BiConsumer<String, JsonNode> events;
    private JsonNode hello;
    private int calls;

    private GatewayClient(WebSocketStream stream, Target target, BiConsumer<String, JsonNode> events) {
        this.stream = stream;
        this.target = target;
        this.events = events;
    }

    /** Connects and shakes hands; events are ignored. */
    public static GatewayClient connect(Target target, Introduction us, Duration timeout) throws ClientException {
        return connect(target, us, timeout, (event, payload) -> {});
    }

    /**
     * Connects and shakes hands.
     *
     * @param timeout for all of it together
     * @param events takes the name and payload of every event that arrives during a call; must not call back
     * @throws ClientException UNREACHABLE, REFUSED, TIMED_OUT or DISCONNECTED
     */
    public static GatewayClient connect(
            Target target, Introduction us, Duration timeout, BiConsumer<String, JsonNode> events)
            throws ClientException {
        return connect(target, us, Proof.bySecret(target.credentials()), Deadline.in(timeout), events);
    }

    static GatewayClient connect(
            Target target, Introduction us, Proof proof, Deadline deadline, BiConsumer<String, JsonNode> events)
            throws ClientException {
        WebSocketStream stream;
        try {
            stream = WebSocketStream.open(target, deadline);
        } catch (IOException e) {
            throw unreachable(target, e);
        }
        GatewayClient client = new GatewayClient(stream, target, events);
        try {
            client.shakeHands(us, proof, deadline);
            return client;
        } catch (ClientException | RuntimeException e) {
            stream.close();
            throw e;
        }
    }

    private void shakeHands(Introduction us, Proof proof, Deadline deadline) throws ClientException {
        JsonNode challenge = next(deadline);
        if (!challenge.path("event").asText().equals("connect.challenge")) {
            throw ClientException.of(
                    Reason.UNREACHABLE,
                    "EPROTO",
                    "gateway connect failed: " + target.authority() + " speaks another protocol than a gateway");
        }
        String id = request("connect", ConnectRequest.of(us, proof, device(proof), challenge.path("payload")));
        hello = answer(id, deadline, Reason.REFUSED);
    }

    private static DeviceIdentity device(Proof proof) throws ClientException {
        try {
            return proof.key() == null ? null : proof.key().get();
        } catch (IOException e) {
            throw ClientException.of(Reason.UNREACHABLE, "DEVICE_KEY", "gateway connect failed: " + e.getMessage());
        }
    }

    @Override
    public JsonNode hello() {
        return hello;
    }

    @Override
    public String url() {
        return target.printable();
    }

    @Override
    public JsonNode call(String method, JsonNode params, Duration timeout) throws ClientException {
        Deadline deadline = Deadline.in(timeout);
        return answer(request(method, params), deadline, Reason.FAILED);
    }

    @Override
    public JsonNode callFinal(String method, JsonNode params, Duration timeout) throws ClientException {
        Deadline deadline = Deadline.in(timeout);
        String id = request(method, params);
        JsonNode payload = answer(id, deadline, Reason.FAILED);
        while (payload.path("status").asText().equals("accepted")) {
            payload = answer(id, deadline, Reason.FAILED);
        }
        return payload;
    }

    private String request(String method, JsonNode params) throws ClientException {
        String id = ++calls + ":" + UUID.randomUUID();
        ObjectNode frame = Json.object().put("type", "req").put("id", id).put("method", method);
        if (params != null) {
            frame.set("params", params);
        }
        try {
            stream.send(Json.text(frame));
        } catch (IOException e) {
            throw disconnected(e);
        }
        return id;
    }

    private JsonNode answer(String id, Deadline deadline, Reason whenRefused) throws ClientException {
        while (true) {
            JsonNode frame = next(deadline);
            if (frame.path("type").asText().equals("event")) {
                events.accept(frame.path("event").asText(), frame.path("payload"));
            } else if (frame.path("id").asText().equals(id)) {
                if (!frame.path("ok").asBoolean()) {
                    throw ClientException.answered(whenRefused, frame);
                }
                return frame.path("payload");
            }
        }
    }

    private JsonNode next(Deadline deadline) throws ClientException {
        try {
            return Json.parse(stream.receive(deadline));
        } catch (JsonProcessingException e) {
            throw ClientException.of(Reason.DISCONNECTED, "EPROTO", "the gateway sent a message that isn't JSON");
        } catch (WebSocketStream.Closed e) {
            String why = e.getMessage().isEmpty() ? "" : ": " + e.getMessage();
            throw ClientException.of(
                    hello == null ? Reason.REFUSED : Reason.DISCONNECTED,
                    "CLOSED_" + e.code(),
                    "the gateway closed the connection (" + e.code() + ")" + why);
        } catch (SocketTimeoutException e) {
            throw hello == null
                    ? unreachable(target, e)
                    : ClientException.of(Reason.TIMED_OUT, "ETIMEDOUT", "the gateway did not answer in time")
                            .withHints(List.of("Give it longer with --timeout, or see `openclaw logs`."));
        } catch (IOException e) {
            throw hello == null ? unreachable(target, e) : disconnected(e);
        }
    }

    private static ClientException disconnected(IOException e) {
        return ClientException.of(
                Reason.DISCONNECTED, Errno.of(e), "the connection to the gateway was lost: " + Errno.of(e));
    }

    private static ClientException unreachable(Target target, IOException e) {
        String errno = e instanceof java.net.ProtocolException ? "EPROTO" : Errno.of(e);
        String detail =
                switch (errno) {
                    case "EPROTO", "EIO" -> " (" + e.getMessage() + ")";
                    case "CERT_PIN_MISMATCH" -> " (" + e.getCause().getMessage() + ")";
                    default -> "";
                };
        String where = errno.equals("ENOTFOUND") ? target.host() : shown(target);
        return ClientException.of(
                        e instanceof SocketTimeoutException ? Reason.TIMED_OUT : Reason.UNREACHABLE,
                        errno,
                        "gateway connect failed: " + errno + " " + where + detail)
                .withHints(List.of("Tried " + target.printable() + " (" + target.source() + ")."));
    }

    // Guides and their readers look for the numeric address.
    private static String shown(Target target) {
        return target.host().equalsIgnoreCase("localhost") ? "127.0.0.1:" + target.port() : target.authority();
    }

    @Override
    public void close() {
        stream.close();
    }
}
