package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Locale;
import org.openclaw.appliance.log.LogFilter;
import org.openclaw.appliance.log.LogTail;
import org.openclaw.appliance.protocol.Json;
import org.tinylog.Level;
import picocli.CommandLine.ParseResult;

/**
 * Which lines a command asks for.
 *
 * @param limit how many of the past
 * @param maxBytes how much of the log's end is looked at where nothing is searched for
 * @param filter which of them
 * @param poll the time between two looks while following
 * @param cursor where an earlier command ended, or null
 */
record LogQuery(int limit, int maxBytes, LogFilter filter, Duration poll, Long cursor) {

    private static final int DEFAULT_LIMIT = 200;
    private static final int DEFAULT_POLL_MILLIS = 1_000;
    private static final int LEAST_POLL_MILLIS = 100;
    private static final int MOST_POLL_MILLIS = 3_600_000;

    static LogQuery of(ParseResult args, Invocation in) throws CommandException {
        return new LogQuery(
                bounded(args, "--limit", DEFAULT_LIMIT, 1, LogTail.MOST_LINES),
                bounded(args, "--max-bytes", LogTail.DEFAULT_BYTES, 1, LogTail.MOST_BYTES),
                LogSelection.of(args, in.clock().instant()),
                Duration.ofMillis(bounded(args, "--interval", DEFAULT_POLL_MILLIS, LEAST_POLL_MILLIS, MOST_POLL_MILLIS)),
                args.matchedOptionValue("--cursor", null));
    }

    private static int bounded(ParseResult args, String option, int whenAbsent, int least, int most) throws CommandException {
        int value = args.matchedOptionValue(option, whenAbsent);
        if (value < least || value > most) {
            throw CommandException.usage(option + " must be between " + least + " and " + most);
        }
        return value;
    }

    boolean searches() {
        return !filter.equals(LogFilter.everything());
    }

    /** Parameters of {@code appliance.logs.search} without a cursor. */
    ObjectNode search(int most) {
        ObjectNode params = Json.object().put("limit", most);
        if (filter.atLeast() != Level.TRACE) {
            params.put("level", filter.atLeast().name().toLowerCase(Locale.ROOT));
        }
        filter.since().ifPresent(since -> params.put("since", since.toEpochMilli()));
        filter.subsystem().ifPresent(name -> params.put("subsystem", name));
        return params;
    }
}
