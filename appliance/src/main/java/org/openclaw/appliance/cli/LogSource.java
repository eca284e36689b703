package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.protocol.Json;

/** Where log lines come from. Answers have the form of the {@code logs.tail} method. */
interface LogSource extends AutoCloseable {

    /**
     * The wanted lines.
     *
     * @param cursor where the last reading ended, or null for the end of the log
     * @param limit how many at most
     */
    JsonNode read(Long cursor, int limit) throws ClientException, CommandException, InterruptedException;

    /** Whether it is the file of a gateway that could not be asked. */
    boolean isFallback();

    @Override
    void close();

    /** What is told of it before its lines. */
    default JsonNode meta(JsonNode chunk) {
        var meta = Json.object().put("type", "meta");
        meta.set("file", chunk.path("file"));
        meta.put("sourceKind", "file");
        meta.set("cursor", chunk.path("cursor"));
        meta.set("size", chunk.path("size"));
        return isFallback() ? meta.put("localFallback", true) : meta;
    }
}
