package org.openclaw.appliance.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.openclaw.appliance.outbound.Outbound;
import org.openclaw.appliance.protocol.Json;

/**
 * Asks a model over HTTP in its provider's dialect, streaming, over a connection of its own per request. Runs on the
 * caller's thread, which should be a virtual one.
 */
final class HttpProvider implements Provider {

    private static final int MAX_DOCUMENT = 8 * 1024 * 1024;
    private static final int MAX_BAD_EVENTS = 20;
    private static final Duration AFTER_THE_END = Duration.ofSeconds(2);

    private final Endpoint endpoint;
    private final Dialect dialect;
    private final Map<String, JsonNode> params;
    private final Clock clock;
    private final Outbound outbound;

    HttpProvider(Endpoint endpoint, Dialect dialect, Map<String, JsonNode> params, Clock clock) {
        this(endpoint, dialect, params, clock, Outbound.plain());
    }

    /**
     * @param params extra request fields from the configuration
     * @param clock tells how far off a {@code Retry-After} date is
     */
    HttpProvider(Endpoint endpoint, Dialect dialect, Map<String, JsonNode> params, Clock clock, Outbound outbound) {
        this.endpoint = endpoint;
        this.dialect = dialect;
        this.params = params;
        this.clock = clock;
        this.outbound = outbound;
    }

    @Override
    public ModelReply complete(ModelRef model, ModelRequest request, ModelListener listener, Cancellation cancellation)
            throws ProviderException {
        URI address = endpoint.address(dialect.address(endpoint), model);
        Question question = new Question(model, request, endpoint.settingsOf(model.model()), params);
        Dialect.RequestBody body = dialect.body(question.seenByModel());
        Exchange exchange = new Exchange(model, dialect.answer(listener));
        try (Connection connection = new Connection(address, endpoint.timeouts(), outbound)) {
            Runnable forget = cancellation.onCancel(connection::close);
            try {
                return exchange.run(connection, address, body);
            } catch (ProviderException | IOException e) {
                throw cancellation.cancelled() ? Faults.cancelled(model, cancellation) : exchange.fault(e, connection);
            } finally {
                forget.run();
            }
        }
    }

    /** One request and its answer. */
    private final class Exchange {

        private final ModelRef model;
        private final Dialect.Answer answer;
        private boolean answering;

        Exchange(ModelRef model, Dialect.Answer answer) {
            this.model = model;
            this.answer = answer;
        }

        ModelReply run(Connection connection, URI address, Dialect.RequestBody body) throws IOException, ProviderException {
            connection.open();
            send(connection, address, body);
            HttpResponse response = HttpResponse.read(connection);
            connection.progressed();
            if (response.status() != 200) {
                throw HttpErrors.refused(connection, response, endpoint, model, clock);
            }
            answering = true;
            try {
                switch (response.peek()) {
                    case -1 -> throw Faults.broken(endpoint, model, "is empty");
                    case '<' -> throw Faults.broken(endpoint, model, "is a web page");
                    case '{' -> {
                        if (dialect.lines()) {
                            stream(connection, new JsonLines(response));
                        } else {
                            whole(response);
                        }
                    }
                    default -> stream(connection, new SseReader(response));
                }
            } catch (Dialect.TooBigException e) {
                throw Faults.broken(endpoint, model, "is far too long");
            }
            if (answer.withheld()) {
                throw new HttpErrors(endpoint, model).of(200, Json.object().put("code", "content_filter"), Duration.ZERO);
            }
            return answer.reply(model);
        }

        private void send(Connection connection, URI address, Dialect.RequestBody body) throws IOException {
            long length = body.length();
            byte[] head = new RequestHead("POST", address)
                    .put("Content-Type", "application/json")
                    .put("Accept", dialect.lines() ? "application/x-ndjson" : "text/event-stream, application/json")
                    .putAll(dialect.headers(endpoint))
                    .putAll(endpoint.headers())
                    .put("Content-Length", Long.toString(length))
                    .bytes();
            connection.write(out -> {
                OutputStream buffered = new BufferedOutputStream(out, 8 * 1024);
                buffered.write(head);
                body.writeTo(buffered);
                buffered.flush();
            }, head.length + length);
        }

        /** A provider that answers in one piece although asked to stream. */
        private void whole(HttpResponse response) throws IOException, ProviderException, Dialect.TooBigException {
            JsonNode document;
            try {
                document = Json.mapper().readTree(response.rest(MAX_DOCUMENT));
            } catch (JsonProcessingException e) {
                throw Faults.broken(endpoint, model, "is damaged JSON");
            }
            throwIfError(document);
            if (!answer.whole(document)) {
                throw Faults.broken(endpoint, model, "is JSON without a message");
            }
        }

        private void stream(Connection connection, Pieces events)
                throws IOException, ProviderException, Dialect.TooBigException {
            int badEvents = 0;
            try {
                for (String data = events.next(); data != null; data = events.next()) {
                    if (data.strip().equals("[DONE]")) {
                        if (answer.isEmpty() && !answer.finished()) {
                            throw Faults.broken(endpoint, model, "is empty");
                        }
                        return;
                    }
                    JsonNode chunk = parsed(data);
                    if (!chunk.isObject() && ++badEvents > MAX_BAD_EVENTS) {
                        throw Faults.broken(endpoint, model, "is damaged");
                    }
                    throwIfError(chunk);
                    if (answer.chunk(chunk)) {
                        connection.progressed();
                    }
                    if (answer.complete()) {
                        return;
                    }
                    if (answer.finished()) {
                        connection.impatient(AFTER_THE_END);
                    }
                }
            } catch (Pieces.BrokenException e) {
                throw Faults.broken(endpoint, model, e.getMessage());
            } catch (IOException e) {
                // Only token counts could still have come.
                if (!answer.finished()) {
                    throw e;
                }
            }
            if (!answer.finished()) {
                throw badEvents > 0 && answer.isEmpty()
                        ? Faults.broken(endpoint, model, "is damaged")
                        : Faults.cut(endpoint, model);
            }
        }

        private JsonNode parsed(String data) {
            try {
                return Json.parse(data);
            } catch (JsonProcessingException e) {
                return MissingNode.getInstance();
            }
        }

        private void throwIfError(JsonNode chunk) throws ProviderException {
            JsonNode error = answer.error(chunk);
            if (error.isObject() || error.isTextual()) {
                throw new HttpErrors(endpoint, model).of(0, error, Duration.ZERO);
            }
        }

        ProviderException fault(Exception e, Connection connection) {
            return switch (e) {
                case ProviderException known -> known;
                case StalledException stalled ->
                    Faults.silent(endpoint, model, stalled.getMessage(), stalled.seconds());
                case HttpResponse.MalformedException _ -> Faults.broken(endpoint, model, "is not HTTP");
                case EOFException _ -> Faults.cut(endpoint, model);
                case IOException io when !answering ->
                    Faults.network(endpoint, model, NetworkFault.of(io, connection.host(), connection.port()), outbound);
                default -> Faults.cut(endpoint, model);
            };
        }
    }
}
