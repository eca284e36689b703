package org.openclaw.appliance.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Locale;
import org.openclaw.appliance.log.LogTime;
import org.openclaw.appliance.protocol.Json;

/** Log lines as people or, with {@code --json}, programs want them: then each line is a record of some {@code type}. */
final class LogPrinter {

    private final Terminal terminal;
    private final boolean json;
    private final boolean utc;

    LogPrinter(Terminal terminal, boolean json, boolean utc) {
        this.terminal = terminal;
        this.json = json;
        this.utc = utc;
    }

    /** What is known of the source; people learn it from notices. */
    void meta(JsonNode meta) {
        if (json) {
            terminal.out(Json.text(meta));
        }
    }

    /** Something about the lines, to standard error. */
    void notice(String text) {
        terminal.err(json
                ? Json.text(Json.object().put("type", "notice").put("message", text))
                : "[logs] " + text);
    }

    /** The lines of a piece of the log, and what is amiss with it. */
    void chunk(JsonNode chunk, boolean first) {
        if (chunk.path("reset").asBoolean()) {
            long skipped = chunk.path("skippedBytes").asLong();
            notice(skipped > 0 ? skipped + " bytes were skipped: too much was logged at once" : "the log file was set aside");
        } else if (!first && chunk.path("truncated").asBoolean()) {
            notice("lines were left out: too many at once");
        }
        chunk.path("lines").forEach(line -> line(line.asText()));
    }

    void line(String raw) {
        ObjectNode record = record(raw);
        terminal.out(json ? Json.text(record) : readable(record));
    }

    /** A record that isn't from the file. */
    void record(ObjectNode record) {
        terminal.out(json ? Json.text(record) : readable(record));
    }

    private static ObjectNode record(String line) {
        try {
            if (Json.parse(line) instanceof ObjectNode parsed) {
                ObjectNode record = Json.object().put("type", "log");
                record.put("time", parsed.path("time").asText(""));
                record.put("level", level(parsed));
                record.put("subsystem", parsed.path("subsystem").asText(""));
                record.put("message", parsed.path("message").asText(parsed.path("1").asText("")));
                if (parsed.hasNonNull("error")) {
                    record.put("error", parsed.path("error").asText());
                }
                return record.put("raw", line);
            }
        } catch (JsonProcessingException e) {
            return Json.object().put("type", "raw").put("raw", line);
        }
        return Json.object().put("type", "raw").put("raw", line);
    }

    private String readable(ObjectNode record) {
        if (record.path("type").asText().equals("raw")) {
            return printable(record.path("raw").asText());
        }
        String level = record.path("level").asText();
        StringBuilder line = new StringBuilder(time(record.path("time").asText())).append(' ').append(level);
        String subsystem = record.path("subsystem").asText();
        line.append(subsystem.isEmpty() ? " " : " [" + printable(subsystem) + "] ")
                .append(printable(record.path("message").asText()));
        if (record.has("error")) {
            line.append("\n  ").append(printable(record.path("error").asText()));
        }
        return switch (level) {
            case "error", "fatal" -> terminal.bad(line.toString());
            case "warn" -> terminal.strong(line.toString());
            default -> line.toString();
        };
    }

    private String time(String text) {
        try {
            return utc ? LogTime.utc(OffsetDateTime.parse(text).toInstant()) : text;
        } catch (DateTimeException e) {
            return text;
        }
    }

    // Part of what is logged was written by strangers; it must not send commands to the terminal or begin a line of its own.
    private static String printable(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                safe.append("\n  ");
            } else if (c == '\t' || !Character.isISOControl(c)) {
                safe.append(c);
            } else if (c != '\r') {
                safe.append('\ufffd');
            }
        }
        return safe.toString();
    }

    private static String level(JsonNode line) {
        return line.path("level").asText(line.path("_meta").path("logLevelName").asText("info").toLowerCase(Locale.ROOT));
    }
}
