package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.openclaw.appliance.log.LogSearch;
import org.openclaw.appliance.log.LogTail;
import org.openclaw.appliance.protocol.Json;

/** The log of this machine's gateway as it lies on disk. */
final class FileLog implements LogSource {

    private final Path file;
    private final LogQuery query;

    FileLog(Path file, LogQuery query) {
        this.file = file;
        this.query = query;
    }

    /** Where the gateway of this instance logs to. */
    static Path of(Invocation in) {
        LocalConfig config = LocalConfig.of(in.environment(), in.paths());
        return config.text("logging.file").map(config.environment()::path).orElse(in.paths().logFile());
    }

    @Override
    public JsonNode read(Long cursor, int limit) throws CommandException {
        try {
            return Json.tree(
                    cursor == null && query.searches()
                            ? new LogSearch(file).find(limit, query.filter())
                            : new LogTail(file).read(
                                    cursor == null ? OptionalLong.empty() : OptionalLong.of(cursor),
                                    limit, query.maxBytes(), query.filter()));
        } catch (IOException e) {
            throw CommandException.failed("the log file " + file + " can't be read: " + e.getMessage());
        }
    }

    @Override
    public boolean isFallback() {
        return true;
    }

    @Override
    public void close() {}
}
