package org.openclaw.appliance.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.function.Predicate;
import org.openclaw.appliance.protocol.Json;
import org.tinylog.Level;

/**
 * Picks lines of the log file.
 *
 * @param atLeast the least level; {@link Level#TRACE} for all
 * @param since only lines logged at or after this moment
 * @param subsystem only lines whose subsystem is this one or lies under it
 */
public record LogFilter(Level atLeast, Optional<Instant> since, Optional<String> subsystem) implements Predicate<String> {

    /** Lets every line pass, even damaged ones. */
    public static LogFilter everything() {
        return new LogFilter(Level.TRACE, Optional.empty(), Optional.empty());
    }

    /** Lines that can't be read as JSON pass only where nothing is asked for. */
    @Override
    public boolean test(String line) {
        if (atLeast == Level.TRACE && since.isEmpty() && subsystem.isEmpty()) {
            return true;
        }
        try {
            JsonNode node = Json.parse(line);
            return levelPasses(node) && timePasses(node) && subsystemPasses(node);
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    private boolean levelPasses(JsonNode line) {
        String name = line.path("_meta").path("logLevelName").asText(line.path("level").asText());
        return LogLevels.parse(name).filter(level -> LogLevels.passes(level, atLeast)).isPresent();
    }

    private boolean timePasses(JsonNode line) {
        if (since.isEmpty()) {
            return true;
        }
        try {
            Instant time = OffsetDateTime.parse(line.path("time").asText()).toInstant();
            return !time.isBefore(since.get());
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private boolean subsystemPasses(JsonNode line) {
        if (subsystem.isEmpty()) {
            return true;
        }
        String name = line.path("subsystem").asText();
        return name.equals(subsystem.get()) || name.startsWith(subsystem.get() + "/");
    }
}
