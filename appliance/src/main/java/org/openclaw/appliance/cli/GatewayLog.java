package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.log.LogTail;
import org.openclaw.appliance.protocol.Json;

/** The log as the gateway tells it, over one connection for as long as that lasts. For one thread. */
final class GatewayLog implements LogSource {

    private final Invocation in;
    private final ClientFlags flags;
    private final LogQuery query;
    private GatewayConnection connection;
    private boolean searches;

    GatewayLog(Invocation in, ClientFlags flags, LogQuery query) {
        this.in = in;
        this.flags = flags;
        this.query = query;
        this.searches = query.searches();
    }

    /** Connects unless it is connected. */
    void open() throws ClientException, CommandException, InterruptedException {
        if (connection == null) {
            connection = in.gateway().open(GatewayAccess.Wish.forScope(flags, "operator.read"));
        }
    }

    @Override
    public JsonNode read(Long cursor, int limit) throws ClientException, CommandException, InterruptedException {
        open();
        try {
            return searches ? search(cursor, limit) : tail(cursor, limit);
        } catch (ClientException e) {
            if (e.reason() != ClientException.Reason.FAILED) {
                close();
            }
            throw e;
        }
    }

    private JsonNode search(Long cursor, int limit) throws ClientException, InterruptedException {
        try {
            return call("appliance.logs.search", query.search(limit), cursor);
        } catch (ClientException e) {
            if (e.reason() != ClientException.Reason.FAILED) {
                throw e;
            }
            // A gateway of another make doesn't search: we pick from what it tells.
            searches = false;
            return tail(cursor, limit);
        }
    }

    private JsonNode tail(Long cursor, int limit) throws ClientException, InterruptedException {
        int most = query.searches() ? LogTail.MOST_LINES : limit;
        int bytes = query.searches() ? LogTail.MOST_BYTES : query.maxBytes();
        JsonNode chunk = call("logs.tail", Json.object().put("limit", most).put("maxBytes", bytes), cursor);
        return query.searches() && chunk instanceof ObjectNode whole ? picked(whole, limit) : chunk;
    }

    private JsonNode picked(ObjectNode chunk, int limit) {
        ArrayNode lines = Json.mapper().createArrayNode();
        chunk.path("lines").forEach(line -> {
            if (query.filter().test(line.asText())) {
                lines.add(line.asText());
            }
        });
        while (lines.size() > limit) {
            lines.remove(0);
        }
        return chunk.set("lines", lines);
    }

    private JsonNode call(String method, ObjectNode params, Long cursor) throws ClientException, InterruptedException {
        Duration timeout = flags.timeoutOr(ClientFlags.DEFAULT_TIMEOUT);
        return connection.call(method, cursor == null ? params : params.put("cursor", cursor), timeout);
    }

    @Override
    public boolean isFallback() {
        return false;
    }

    @Override
    public void close() {
        GatewayConnection open = connection;
        connection = null;
        if (open != null) {
            open.close();
        }
    }
}
