package org.openclaw.appliance.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import org.openclaw.appliance.file.FileTree;
import org.openclaw.appliance.file.PrivateFile;
import org.openclaw.appliance.protocol.Json;

/** Copies a state directory so that its new place holds all of it or doesn't exist. */
final class TreeCopy {

    /** Tells where the copy is from. */
    static final String MARKER = "copied-from.json";

    private static final String RUN_DIRECTORY = "run";

    private final Path from;
    private final Path to;
    private final Clock clock;

    private TreeCopy(Path from, Path to, Clock clock) {
        this.from = from;
        this.to = to;
        this.clock = clock;
    }

    static TreeCopy of(Path from, Path to, Clock clock) {
        return new TreeCopy(from, to, clock);
    }

    /** Work on the copy before it gets its name. */
    interface Finish {
        void on(Path copy) throws IOException;
    }

    void run(Finish finish) throws IOException {
        long needed = size();
        if (Files.getFileStore(to.getParent()).getUsableSpace() < needed) {
            throw new IOException("the disk has no room for another " + needed / (1024 * 1024) + " MB");
        }
        Path unfinished = to.resolveSibling("." + to.getFileName() + ".unfinished");
        FileTree.delete(unfinished);
        try {
            Files.walkFileTree(from, new Copier(unfinished));
            finish.on(unfinished);
            PrivateFile.write(unfinished.resolve(MARKER), (Json.object()
                            .put("from", from.toString())
                            .put("atMs", clock.millis()) + "\n")
                    .getBytes(StandardCharsets.UTF_8));
            Files.move(unfinished, to, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            FileTree.delete(unfinished);
        }
    }

    private long size() throws IOException {
        long[] sum = new long[1];
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                sum[0] += attributes.size();
                return FileVisitResult.CONTINUE;
            }
        });
        return sum[0];
    }

    /** What belongs to a running process, locks and sockets, stays behind. */
    private final class Copier extends SimpleFileVisitor<Path> {

        private final Path copy;

        Copier(Path copy) {
            this.copy = copy;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
            if (directory.equals(from.resolve(RUN_DIRECTORY))) {
                return FileVisitResult.SKIP_SUBTREE;
            }
            Files.copy(directory, target(directory), StandardCopyOption.COPY_ATTRIBUTES);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            if (attributes.isRegularFile() || attributes.isSymbolicLink()) {
                Files.copy(file, target(file), StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
            }
            return FileVisitResult.CONTINUE;
        }

        private Path target(Path original) {
            return copy.resolve(from.relativize(original));
        }
    }
}
