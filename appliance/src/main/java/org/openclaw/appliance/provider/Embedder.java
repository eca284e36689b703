package org.openclaw.appliance.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import org.openclaw.appliance.outbound.Outbound;
import org.openclaw.appliance.protocol.Json;

/** Asks a provider for vectors, over a connection of its own. Runs on the caller's thread, which should be a virtual one. */
final class Embedder {

    /** Some 200 vectors of 1,536 numbers. */
    private static final int MAX_DOCUMENT = 8 * 1024 * 1024;

    private final Endpoint endpoint;
    private final Dialect dialect;
    private final Clock clock;
    private final Outbound outbound;

    Embedder(Endpoint endpoint, Dialect dialect, Clock clock, Outbound outbound) {
        this.outbound = outbound;
        this.endpoint = endpoint;
        this.dialect = dialect;
        this.clock = clock;
    }

    JsonNode embed(ModelRef model, ObjectNode request, Cancellation cancellation) throws ProviderException {
        String target = dialect.embeddingsAddress(endpoint);
        if (target.isEmpty()) {
            throw new ProviderException(ProviderException.Kind.NOT_FOUND, model, 0,
                    "The model provider " + Faults.shown(endpoint.id()) + " has no embeddings. Choose another one in"
                            + " memory.search.provider.");
        }
        URI address = endpoint.address(target, model);
        byte[] body = Json.bytes(request.deepCopy().put("model", model.model()));
        try (Connection connection = new Connection(address, endpoint.timeouts(), outbound)) {
            Runnable forget = cancellation.onCancel(connection::close);
            try {
                return exchange(connection, address, body, model);
            } catch (IOException e) {
                throw cancellation.cancelled()
                        ? Faults.cancelled(model, cancellation)
                        : Faults.network(endpoint, model, NetworkFault.of(e, connection.host(), connection.port()), outbound);
            } finally {
                forget.run();
            }
        }
    }

    private JsonNode exchange(Connection connection, URI address, byte[] body, ModelRef model)
            throws IOException, ProviderException {
        connection.open();
        byte[] head = new RequestHead("POST", address)
                .put("Content-Type", "application/json")
                .put("Accept", "application/json")
                .putAll(dialect.headers(endpoint))
                .putAll(endpoint.headers())
                .put("Content-Length", Integer.toString(body.length))
                .bytes();
        connection.write(
                out -> {
                    out.write(head);
                    out.write(body);
                },
                head.length + body.length);
        HttpResponse response = HttpResponse.read(connection);
        connection.progressed();
        if (response.status() != 200) {
            throw HttpErrors.refused(connection, response, endpoint, model, clock);
        }
        try {
            JsonNode document = Json.mapper().readTree(response.rest(MAX_DOCUMENT));
            if (document != null && document.path("data").isArray()) {
                return document;
            }
        } catch (JsonProcessingException e) {
            // Said below.
        }
        throw Faults.broken(endpoint, model, "holds no vectors");
    }
}
