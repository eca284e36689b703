package org.openclaw.appliance.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.openclaw.appliance.file.PrivateFile;

/** Keeps copies of what a repair replaces, in {@code <state>/backups/doctor}. */
final class Keepsake {

    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'");
    private static final long LARGEST = 1024 * 1024;

    private final Path directory;
    private final Instant now;

    private Keepsake(Path directory, Instant now) {
        this.directory = directory;
        this.now = now;
    }

    static Keepsake of(Instance instance) {
        return new Keepsake(
                instance.paths().stateDir().resolve("backups").resolve("doctor"), instance.clock().instant());
    }

    /** Copies a file of at most 1 MiB. @param file a path, or the name of something that is no file @return the copy */
    Path keep(String file) throws FixException {
        Path original = Path.of(file);
        Path copy = directory.resolve(STAMP.format(now.atOffset(ZoneOffset.UTC)) + "-" + original.getFileName());
        try {
            if (Files.size(original) > LARGEST) {
                throw new FixException(file + " is too large to keep a copy of; nothing was changed.");
            }
            PrivateFile.write(copy, Files.readAllBytes(original));
            return copy;
        } catch (IOException e) {
            throw new FixException("No copy of " + file + " can be kept in " + directory + ", so nothing was changed.");
        }
    }
}
