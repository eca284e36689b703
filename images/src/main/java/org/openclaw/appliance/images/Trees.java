package org.openclaw.appliance.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** Directory trees as a whole. */
public final class Trees {

    private Trees() {}

    /** Deletes a tree; one that is not there is fine. */
    public static void delete(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (var paths = Files.walk(root)) {
            for (Path path : (Iterable<Path>) paths.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(path);
            }
        }
    }

    /** Bytes of all regular files below a directory. */
    public static long size(Path root) throws IOException {
        long total = 0;
        try (var paths = Files.walk(root)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                total += Files.isRegularFile(path, java.nio.file.LinkOption.NOFOLLOW_LINKS) ? Files.size(path) : 0;
            }
        }
        return total;
    }
}
