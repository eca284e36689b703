package org.openclaw.appliance.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.tinylog.Level;

/** What a service that failed last said of the reason, by the service manager's own log. */
final class LastWords {

    private static final int LINES_READ = 60;
    private static final int MOST = 5;

    private LastWords() {}

    /** The telling lines since the moment, oldest first, each once; empty where the log isn't to be had. */
    static List<String> of(Invocation in, Instant since) {
        var supervisor = in.platform().serviceSupervisor();
        List<JournalEntry> entries = supervisor
                .journalSince(supervisor.serviceName(in.paths().profile()), since, LINES_READ).stream()
                .map(JournalEntry::parse)
                .flatMap(Optional::stream)
                .toList();
        List<String> telling = last(entries, LastWords::tells);
        return telling.isEmpty() ? last(entries, entry -> !entry.ofManager()) : telling;
    }

    /** Errors, and what programs write that have no log: the launcher, and a Java that can't even start. */
    private static boolean tells(JournalEntry entry) {
        boolean grave = entry.level() == Level.ERROR || entry.level() == Level.WARN && !entry.ofManager();
        return grave || !entry.ofManager() && entry.subsystem().isEmpty();
    }

    // A service that is started again and again says the same each time.
    private static List<String> last(List<JournalEntry> entries, Predicate<JournalEntry> wanted) {
        Set<String> lines = new LinkedHashSet<>();
        for (JournalEntry entry : entries) {
            String line = entry.message().strip();
            if (wanted.test(entry) && !line.isEmpty()) {
                lines.remove(line);
                lines.add(line);
            }
        }
        List<String> all = new ArrayList<>(lines);
        return all.subList(Math.max(0, all.size() - MOST), all.size());
    }
}
