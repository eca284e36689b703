package org.openclaw.appliance.bootlog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.platform.BootEvidence;

/** Gathers what is left of the run before. Changes nothing. */
final class PreviousRun {

    private PreviousRun() {}

    /** What can be had in a few milliseconds. */
    static Traces traces(RunFiles files, BootEvidence system, Path reports) {
        Optional<RunRecord> run = files.read();
        return new Traces(
                run,
                run.isEmpty() && files.exists(),
                system.bootId(),
                system.oomKills(),
                run.flatMap(record -> files.readLastWords(record.start().pid())),
                files.readExitNote(),
                run.flatMap(record -> crashReport(record, reports)),
                Optional.empty(),
                system.resetCause());
    }

    /** HotSpot leaves its report in the working directory, or in the temporary one where it can't write there. */
    private static Optional<Path> crashReport(RunRecord run, Path reports) {
        String name = "hs_err_pid" + run.start().pid() + ".log";
        List<Path> places = new ArrayList<>(List.of(reports));
        try {
            places.add(Path.of(run.start().directory()));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
        places.add(Path.of(System.getProperty("java.io.tmpdir")));
        return places.stream()
                .map(place -> place.resolve(name))
                .filter(report -> isNewer(report, run.start().atMillis()))
                .findFirst();
    }

    private static boolean isNewer(Path report, long startedAtMillis) {
        try {
            return Files.isRegularFile(report) && Files.getLastModifiedTime(report).toMillis() >= startedAtMillis;
        } catch (IOException e) {
            return false;
        }
    }
}
