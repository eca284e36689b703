package org.openclaw.appliance.log;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.time.ZoneId;
import java.util.Locale;
import org.openclaw.appliance.protocol.Json;

/**
 * Writes an entry as one line of JSON in the shape existing log readers know: positional {@code 0} and {@code 1},
 * {@code _meta} with the level, then time, host and message; level and subsystem once more in plain fields, for grep and jq.
 */
final class JsonLineFormat {

    private static final String RUNTIME_VERSION = Runtime.version().toString();

    private final String hostname;
    private final ZoneId zone;

    JsonLineFormat(String hostname, ZoneId zone) {
        this.hostname = hostname;
        this.zone = zone;
    }

    /** Appends the line with its line feed. */
    void write(LogEntry entry, OutputStream out) throws IOException {
        String name = "{\"subsystem\":" + Json.text(entry.subsystem()) + "}";
        String message = entry.message();
        try (JsonGenerator json = Json.mapper().createGenerator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.writeStartObject();
            json.writeStringField("0", name);
            json.writeStringField("1", message);
            writeMeta(json, entry, name);
            json.writeStringField("time", LogTime.local(entry.time(), zone));
            json.writeStringField("hostname", hostname);
            json.writeStringField("message", message);
            json.writeStringField("level", entry.level().name().toLowerCase(Locale.ROOT));
            json.writeStringField("subsystem", entry.subsystem());
            if (!entry.failure().isEmpty()) {
                json.writeStringField("error", entry.failure());
            }
            json.writeEndObject();
            json.writeRaw('\n');
        }
    }

    private void writeMeta(JsonGenerator json, LogEntry entry, String name) throws IOException {
        json.writeObjectFieldStart("_meta");
        json.writeStringField("runtime", "java");
        json.writeStringField("runtimeVersion", RUNTIME_VERSION);
        json.writeStringField("hostname", hostname);
        json.writeStringField("date", LogTime.utc(entry.time()));
        json.writeNumberField("logLevelId", LogLevels.id(entry.level()));
        json.writeStringField("logLevelName", entry.level().name());
        json.writeStringField("name", name);
        json.writeArrayFieldStart("parentNames");
        json.writeString("openclaw");
        json.writeEndArray();
        json.writeEndObject();
    }
}
