package org.openclaw.appliance.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.openclaw.appliance.log.LogLevels;
import org.openclaw.appliance.protocol.Json;
import org.tinylog.Level;

/** What the service manager keeps of the gateway's output: it has the last words of a gateway that is down, and the manager's. */
final class JournalLog {

    private final String service;
    private final List<String> command;
    private final LogQuery query;

    private JournalLog(String service, List<String> command, LogQuery query) {
        this.service = service;
        this.command = command;
        this.query = query;
    }

    /** The journal of this instance's service; empty where there is no service or its manager has none. */
    static Optional<JournalLog> of(Invocation in, LogQuery query) {
        var supervisor = in.platform().serviceSupervisor();
        String service = supervisor.serviceName(in.paths().profile());
        return supervisor.journal(service, query.limit()).map(command -> new JournalLog(service, command, query));
    }

    String service() {
        return service;
    }

    /** Prints and follows until it is interrupted. @return whether there was anything to print */
    boolean follow(LogPrinter printer) {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        } catch (IOException e) {
            return false;
        }
        boolean any = false;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            process.getOutputStream().close();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                any = true;
                show(line, printer);
            }
        } catch (IOException e) {
            return any;
        } finally {
            process.destroy();
        }
        return any;
    }

    private void show(String line, LogPrinter printer) {
        try {
            JsonNode entry = Json.parse(line);
            Instant time = Instant.ofEpochMilli(entry.path("__REALTIME_TIMESTAMP").asLong() / 1_000);
            Level level = level(entry.path("PRIORITY").asInt(6));
            boolean wanted = LogLevels.passes(level, query.filter().atLeast())
                    && !query.filter().since().orElse(Instant.MIN).isAfter(time);
            if (wanted) {
                printer.record(record(entry.path("MESSAGE").asText(), time, level));
            }
        } catch (JsonProcessingException e) {
            printer.line(line);
        }
    }

    private static ObjectNode record(String message, Instant time, Level level) {
        int end = message.startsWith("[") ? message.indexOf("] ") : -1;
        return Json.object()
                .put("type", "log")
                .put("time", time.toString())
                .put("level", level.name().toLowerCase(Locale.ROOT))
                .put("subsystem", end > 0 ? message.substring(1, end) : "")
                .put("message", end > 0 ? message.substring(end + 2) : message);
    }

    private static Level level(int priority) {
        return switch (priority) {
            case 0, 1, 2, 3 -> Level.ERROR;
            case 4 -> Level.WARN;
            case 7 -> Level.DEBUG;
            default -> Level.INFO;
        };
    }
}
