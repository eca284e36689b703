package org.openclaw.appliance.bootlog;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Everything found of the run before.
 *
 * @param run its record; empty where there is none, or none that can be read
 * @param damaged whether there was something in the record's place that is none
 * @param bootId the machine's present run
 * @param oomKills the kernel's counters now
 * @param lastWords what it said before it ended itself
 * @param exit what the service manager noted
 * @param crashReport what a broken JVM wrote
 * @param oomRecord what the kernel logged of killing that process; found only by taking time
 * @param reset why the machine was reset
 */
record Traces(
        Optional<RunRecord> run,
        boolean damaged,
        Optional<String> bootId,
        Map<String, Long> oomKills,
        Optional<String> lastWords,
        Optional<ExitNote> exit,
        Optional<Path> crashReport,
        Optional<String> oomRecord,
        Optional<String> reset) {

    /** Whether the machine has been running since; true as well where that can't be known. */
    boolean sameBoot() {
        String then = run.map(record -> record.start().bootId()).orElse("");
        return then.isEmpty() || bootId.isEmpty() || bootId.get().equals(then);
    }

    Traces withOomRecord(Optional<String> found) {
        return new Traces(run, damaged, bootId, oomKills, lastWords, exit, crashReport, found, reset);
    }
}
