package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.log.LogTail;

/** Keeps printing what is added to a log, also across restarts of the gateway. */
final class LogFollow {

    static final int MOST_RETRIES = 8;
    private static final Duration FIRST_BACK_OFF = Duration.ofSeconds(1);
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(30);

    private final LogSource source;
    private final LogQuery query;
    private final LogPrinter printer;
    private final Terminal terminal;

    LogFollow(LogSource source, LogQuery query, LogPrinter printer, Terminal terminal) {
        this.source = source;
        this.query = query;
        this.printer = printer;
        this.terminal = terminal;
    }

    /** Goes on until it is interrupted. @throws ClientException when the gateway refuses, or stays away for too long */
    void run(long cursor) throws ClientException, CommandException, InterruptedException {
        long at = cursor;
        int failures = 0;
        while (true) {
            terminal.resumeWith("--cursor=" + at);
            Pause.of(failures == 0 ? query.poll() : backOff(failures));
            try {
                JsonNode chunk = source.read(at, LogTail.MOST_LINES);
                if (failures > 0) {
                    printer.notice("gateway reconnected");
                    failures = 0;
                }
                at = chunk.path("cursor").asLong();
                printer.chunk(chunk, false);
            } catch (ClientException e) {
                if (!isTransient(e) || ++failures > MOST_RETRIES) {
                    throw e;
                }
                printer.notice(e.getMessage() + "; trying again in " + backOff(failures).toSeconds() + " s");
            }
        }
    }

    // A gateway that is starting refuses, too, and says so.
    private static boolean isTransient(ClientException e) {
        return switch (e.reason()) {
            case UNREACHABLE, TIMED_OUT, DISCONNECTED -> true;
            case REFUSED -> e.stillStarting() || e.code().equals("UNAVAILABLE");
            case FAILED -> e.code().equals("UNAVAILABLE");
        };
    }

    static Duration backOff(int failures) {
        Duration doubled = FIRST_BACK_OFF.multipliedBy(1L << Math.min(failures - 1, 5));
        return doubled.compareTo(LONGEST_BACK_OFF) < 0 ? doubled : LONGEST_BACK_OFF;
    }
}
