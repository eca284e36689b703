package org.openclaw.appliance.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.openclaw.appliance.log.LogFilter;
import org.openclaw.appliance.log.LogTail;
import org.openclaw.appliance.protocol.Json;
import org.tinylog.Level;

/** The latest error in the log file. */
final class LastError {

    private LastError() {}

    static Optional<String> in(Path logFile) {
        return in(logFile, Optional.empty());
    }

    /** The latest one logged since the moment. */
    static Optional<String> in(Path logFile, Instant since) {
        return in(logFile, Optional.of(since));
    }

    private static Optional<String> in(Path logFile, Optional<Instant> since) {
        LogFilter errors = new LogFilter(Level.ERROR, since, Optional.empty());
        try {
            List<String> lines = new LogTail(logFile)
                    .read(OptionalLong.empty(), 1, LogTail.DEFAULT_BYTES, errors)
                    .lines();
            return lines.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Json.parse(lines.getLast()).path("message").asText());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
