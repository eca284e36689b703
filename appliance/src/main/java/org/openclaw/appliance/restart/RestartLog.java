package org.openclaw.appliance.restart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import org.openclaw.appliance.protocol.Json;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/** The file that keeps one line of every restart, for whoever asks tomorrow why the gateway was away. */
public final class RestartLog {

    /** How large the file may grow before it becomes {@code <name>.1}, in bytes. */
    private static final long LARGEST = 256 * 1024;

    private static final TaggedLogger LOG = Logger.tag("gateway/restart");

    /** How a restart ended. */
    public enum Outcome {
        /** Another gateway runs, with the configuration as it is now. */
        RESTARTED,
        /** The one that ran goes on: the configuration can't be used. */
        REFUSED,
        /** Another gateway runs, with the configuration as it was: it can't start with the present one. */
        REVERTED,
        /** No gateway runs. */
        FAILED
    }

    private final Path file;
    private final Clock clock;

    public RestartLog(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    /** @param took from the end of the one gateway's work to the beginning of the other's */
    public void append(RestartRequest request, Outcome outcome, Duration took) {
        String line = clock.instant() + " " + outcome.name().toLowerCase(java.util.Locale.ROOT)
                + " source=" + request.source()
                + " durationMs=" + took.toMillis()
                + " pid=" + ProcessHandle.current().pid()
                + " reason=" + Json.text(Json.tree(request.reason())) + "\n";
        try {
            if (Files.exists(file) && Files.size(file) > LARGEST) {
                Files.move(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
            }
            Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            LOG.warn("the restart can't be kept in {}: {}", file, e.getMessage());
        }
    }
}
