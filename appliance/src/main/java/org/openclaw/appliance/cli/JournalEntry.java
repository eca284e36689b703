package org.openclaw.appliance.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import org.openclaw.appliance.log.LogTime;
import org.openclaw.appliance.protocol.Json;
import org.tinylog.Level;

/**
 * A line of the service manager's log.
 *
 * @param subsystem of the gateway; empty where the line isn't one of its log
 * @param message without the subsystem
 * @param ofManager whether the manager itself said it, of the service
 */
record JournalEntry(Instant time, Level level, String subsystem, String message, boolean ofManager) {

    /** A line as the manager prints it (systemd.journal-fields(7)); empty for one that can't be read. */
    static Optional<JournalEntry> parse(String line) {
        JsonNode entry;
        try {
            entry = Json.parse(line);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
        Instant time = Instant.ofEpochMilli(entry.path("__REALTIME_TIMESTAMP").asLong() / 1_000);
        String message = text(entry.path("MESSAGE"));
        int end = message.startsWith("[") ? message.indexOf("] ") : -1;
        return Optional.of(new JournalEntry(
                time,
                level(entry.path("PRIORITY").asInt(6)),
                end > 0 ? message.substring(1, end) : "",
                end > 0 ? message.substring(end + 2) : message,
                entry.path("SYSLOG_IDENTIFIER").asText().equals("systemd")));
    }

    // What isn't printable comes as a list of bytes.
    private static String text(JsonNode message) {
        if (!message.isArray()) {
            return message.asText();
        }
        byte[] bytes = new byte[message.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) message.get(i).asInt();
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    // Priorities as syslog(3) has them.
    private static Level level(int priority) {
        return switch (priority) {
            case 0, 1, 2, 3 -> Level.ERROR;
            case 4 -> Level.WARN;
            case 7 -> Level.DEBUG;
            default -> Level.INFO;
        };
    }

    /** Whether it is of this subsystem or of one under it. */
    boolean isOf(String wanted) {
        return subsystem.equals(wanted) || subsystem.startsWith(wanted + "/");
    }

    /** As the command prints lines. @param zone the times are shown in */
    ObjectNode record(ZoneId zone) {
        return Json.object()
                .put("type", "log")
                .put("time", LogTime.local(time, zone))
                .put("level", level.name().toLowerCase(Locale.ROOT))
                .put("subsystem", subsystem)
                .put("message", message);
    }
}
