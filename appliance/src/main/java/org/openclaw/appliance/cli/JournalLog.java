package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.log.LogFilter;
import org.openclaw.appliance.log.LogLevels;
import org.openclaw.appliance.protocol.Json;

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
        printer.meta(meta());
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
        Optional<JournalEntry> entry = JournalEntry.parse(line);
        if (entry.isEmpty()) {
            printer.line(line);
        } else if (isWanted(entry.get())) {
            printer.record(entry.get().record(ZoneId.systemDefault()));
        }
    }

    private boolean isWanted(JournalEntry entry) {
        LogFilter filter = query.filter();
        return LogLevels.passes(entry.level(), filter.atLeast())
                && !filter.since().orElse(Instant.MIN).isAfter(entry.time())
                && filter.subsystem().map(entry::isOf).orElse(true);
    }

    /** What is told of it before its lines. */
    ObjectNode meta() {
        ObjectNode meta = Json.object().put("type", "meta").put("sourceKind", "journal").put("localFallback", true);
        meta.putObject("service").put("unit", service);
        return meta;
    }
}
