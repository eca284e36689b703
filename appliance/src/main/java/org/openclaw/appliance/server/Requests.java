package org.openclaw.appliance.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.openclaw.appliance.protocol.ErrorShape;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.RequestFrame;
import org.openclaw.appliance.protocol.ResponseFrame;
import org.openclaw.appliance.rpc.Dispatcher;
import org.openclaw.appliance.websocket.CloseCode;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/** The requests of one open connection: text in, to the dispatcher, answers out. */
final class Requests implements Dispatcher.Responder {

    /** Longest text parsed on the I/O thread, in characters: about half a millisecond on a small board. */
    private static final int QUICK_TO_PARSE = 64 * 1024;

    private static final int MOST_WRONG_ROLES = 10;
    private static final String WRONG_ROLE = "unauthorized role:";
    private static final TaggedLogger LOG = Logger.tag("gateway/ws");

    private final Connection connection;
    private final Backend backend;
    private final AtomicInteger wrongRoles = new AtomicInteger();

    Requests(Connection connection, Backend backend) {
        this.connection = connection;
        this.backend = backend;
    }

    /** Takes one message, on the I/O thread. A long one is read elsewhere, one at a time: trees are larger than their text. */
    void take(String text) {
        if (text.length() <= QUICK_TO_PARSE) {
            read(text);
            return;
        }
        WebSocketChannel channel = connection.channel();
        channel.pause();
        try {
            backend.workers().execute(() -> {
                try {
                    read(text);
                } finally {
                    channel.onIoThread(channel::resume);
                }
            });
        } catch (RejectedExecutionException e) {
            connection.close(CloseCode.SERVICE_RESTART, Connections.RESTART);
        }
    }

    private void read(String text) {
        JsonNode document;
        try {
            document = Json.parse(text);
        } catch (JsonProcessingException e) {
            LOG.debug("unreadable message ignored connId={}", connection.id());
            return;
        }
        if (document.isMissingNode()) {
            return;
        }
        try {
            dispatch(RequestFrame.read(document));
        } catch (RequestFrame.Malformed e) {
            send(ResponseFrame.failed(e.id() == null ? "invalid" : e.id(), ErrorShape.invalid(e.getMessage())));
        }
    }

    private void dispatch(RequestFrame request) {
        if (backend.verbose().getAsBoolean()) {
            LOG.info("websocket req connId={} id={} method={}", connection.id(), request.id(), request.method());
        }
        if (request.method().equals("connect")) {
            send(ResponseFrame.failed(
                    request.id(), ErrorShape.invalid("connect is only valid as the first request")));
            return;
        }
        backend.dispatcher().dispatch(connection.caller(), request, this);
    }

    @Override
    public void send(ResponseFrame response) {
        if (backend.verbose().getAsBoolean()) {
            LOG.info("websocket res connId={} id={} ok={}", connection.id(), response.id(), response.ok());
        }
        connection.channel().send(Json.bytes(response));
        countWrongRoles(response);
    }

    private void countWrongRoles(ResponseFrame response) {
        boolean wrong = response.error() != null && response.error().message().startsWith(WRONG_ROLE);
        if (!wrong) {
            wrongRoles.set(0);
        } else if (wrongRoles.incrementAndGet() > MOST_WRONG_ROLES) {
            connection.close(CloseCode.POLICY, "repeated unauthorized calls");
        }
    }
}
