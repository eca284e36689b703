package org.openclaw.appliance.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.openclaw.appliance.log.LogFilter;
import org.openclaw.appliance.log.LogTail;
import org.openclaw.appliance.protocol.Json;
import org.tinylog.Level;

/** The latest error in the log file. */
final class LastError {

    private static final LogFilter ERRORS = new LogFilter(Level.ERROR, Optional.empty(), Optional.empty());

    private LastError() {}

    static Optional<String> in(Path logFile) {
        try {
            List<String> lines = new LogTail(logFile)
                    .read(OptionalLong.empty(), 1, LogTail.DEFAULT_BYTES, ERRORS)
                    .lines();
            return lines.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Json.parse(lines.getLast()).path("message").asText());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
