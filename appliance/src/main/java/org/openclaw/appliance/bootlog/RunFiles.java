package org.openclaw.appliance.bootlog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the run record is kept: on disk, seldom written, and in memory where the system has a place for that.
 *
 * @param disk {@code <state>/run/boot.json}
 * @param memory the copy in memory; empty where there is no such place
 * @param lastWords where a run says why it ends itself
 * @param exitNote where the service unit notes how the process ended
 */
record RunFiles(Path disk, Optional<Path> memory, Path lastWords, Path exitNote) {

    /** @param volatileDirectory a private directory in memory that all gateways of this user share */
    static RunFiles in(Path runDir, Optional<Path> volatileDirectory) {
        String own = "boot-" + Integer.toHexString(runDir.toAbsolutePath().normalize().toString().hashCode()) + ".json";
        return new RunFiles(
                runDir.resolve("boot.json"),
                volatileDirectory.map(directory -> directory.resolve(own)),
                runDir.resolve("last-words"),
                runDir.resolve("last-exit"));
    }

    /** The last run's record: the disk knows which run that was, memory may know more of it, or know it undamaged. */
    Optional<RunRecord> read() {
        if (!exists()) {
            return Optional.empty();
        }
        Optional<RunRecord> onDisk = SmallFile.read(disk).flatMap(RunRecord::parse);
        Optional<RunRecord> inMemory = memory.flatMap(SmallFile::read).flatMap(RunRecord::parse);
        if (onDisk.isEmpty()) {
            return inMemory;
        }
        return inMemory.filter(onDisk.get()::isOutdatedBy).or(() -> onDisk);
    }

    boolean exists() {
        return Files.exists(disk, LinkOption.NOFOLLOW_LINKS);
    }

    /** Nothing where they are another run's: {@code pid 123: …} is what they begin with. */
    Optional<String> readLastWords(long pid) {
        String mine = "pid " + pid + ": ";
        return SmallFile.read(lastWords)
                .filter(words -> words.startsWith(mine))
                .map(words -> RunRecord.plain(words.substring(mine.length())));
    }

    Optional<ExitNote> readExitNote() {
        return SmallFile.read(exitNote).flatMap(ExitNote::parse);
    }

    /** Takes the note away, whatever it is, so that it isn't held against a later run. */
    void consumeExitNote() throws IOException {
        if (!Files.isDirectory(exitNote, LinkOption.NOFOLLOW_LINKS)) {
            Files.deleteIfExists(exitNote);
        }
    }
}
