package org.openclaw.appliance.file;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The files of a state directory that the gateway makes again when it misses them: what lies in {@code cache} and in {@code
 * media/tmp}, and what killed writers left beside the files they meant to replace. Links are never followed.
 */
public final class CacheFiles {

    /** A writer that still lives is done within seconds. */
    private static final Duration LEFT_BEHIND = Duration.ofHours(1);

    private static final int MOST_DEPTH = 16;

    private final Path stateDir;

    /** @param bytes its size */
    public record Found(Path path, long bytes) {}

    public CacheFiles(Path stateDir) {
        this.stateDir = stateDir;
    }

    /** What there is to delete, in a stable order. */
    public List<Found> find(Instant now) throws IOException {
        List<Found> found = new ArrayList<>();
        for (String directory : List.of("cache", "media/tmp")) {
            collect(stateDir.resolve(directory), MOST_DEPTH, file -> true, found);
        }
        Instant old = now.minus(LEFT_BEHIND);
        for (String directory : List.of("", "run", "identity", "logs/stability", "logs/support")) {
            collect(stateDir.resolve(directory), 1, file -> isLeftBehind(file, old), found);
        }
        return found;
    }

    /** Deletes a file. @return whether it was there */
    public boolean delete(Found file) throws IOException {
        return Files.deleteIfExists(file.path());
    }

    private interface Wanted {
        boolean test(Path file) throws IOException;
    }

    private static void collect(Path directory, int depth, Wanted wanted, List<Found> found) throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(directory, Set.of(), depth, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile() && wanted.test(file)) {
                    found.add(new Found(file, attributes.size()));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
                return FileVisitResult.CONTINUE;
            }
        });
    }

    // As PrivateFile names what it writes before it renames it.
    private static boolean isLeftBehind(Path file, Instant old) throws IOException {
        return file.getFileName().toString().matches("\\..+\\.\\d+\\.[0-9a-f]+")
                && Files.getLastModifiedTime(file).toInstant().isBefore(old);
    }
}
