package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.log.LogFilter;
import org.openclaw.appliance.log.LogTail;
import org.openclaw.appliance.protocol.Json;

/** Where log lines come from. Answers have the form of the {@code logs.tail} method. */
@FunctionalInterface
interface LogSource {

    /** @param cursor where the last reading ended, or null for the end of the log */
    JsonNode read(Long cursor, int limit) throws ClientException, CommandException, InterruptedException;

    /** The gateway; its log file when the gateway of this machine is down. An explicit target is never replaced. */
    static LogSource open(Invocation in, ClientFlags flags)
            throws ClientException, CommandException, InterruptedException {
        LogSource gateway = (cursor, limit) -> ask(in, flags, cursor, limit);
        if (flags.url() != null || flags.port() != null) {
            return gateway;
        }
        try (GatewayConnection _ = in.gateway().open(wish(flags))) {
            return gateway;
        } catch (ClientException e) {
            Path file = LocalConfig.of(in.environment(), in.paths())
                    .text("logging.file")
                    .map(in.environment()::path)
                    .orElse(in.paths().logFile());
            in.terminal().err("[logs] " + e.getMessage() + "; reading " + file);
            LogTail tail = new LogTail(file);
            return (cursor, limit) -> fromFile(tail, cursor, limit);
        }
    }

    private static GatewayAccess.Wish wish(ClientFlags flags) {
        return GatewayAccess.Wish.forScope(flags, "operator.read");
    }

    private static JsonNode ask(Invocation in, ClientFlags flags, Long cursor, int limit)
            throws ClientException, CommandException, InterruptedException {
        Duration timeout = flags.timeoutOr(ClientFlags.DEFAULT_TIMEOUT);
        ObjectNode params = Json.object().put("limit", limit).put("maxBytes", LogTail.DEFAULT_BYTES);
        if (cursor != null) {
            params.put("cursor", cursor);
        }
        try (GatewayConnection gateway = in.gateway().open(wish(flags))) {
            return gateway.call("logs.tail", params, timeout);
        }
    }

    private static JsonNode fromFile(LogTail tail, Long cursor, int limit) throws CommandException {
        try {
            OptionalLong from = cursor == null ? OptionalLong.empty() : OptionalLong.of(cursor);
            return Json.tree(tail.read(from, limit, LogTail.DEFAULT_BYTES, LogFilter.everything()));
        } catch (IOException e) {
            throw CommandException.failed("the log file can't be read: " + e.getMessage());
        }
    }
}
