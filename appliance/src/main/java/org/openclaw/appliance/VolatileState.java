package org.openclaw.appliance;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.cli.CommandException;
import org.openclaw.appliance.cli.Invocation;
import org.openclaw.appliance.config.StatePaths;
import org.openclaw.appliance.file.FileTree;
import org.openclaw.appliance.file.PrivateFile;
import org.openclaw.appliance.file.ReadOnlyDisk;

/**
 * A gateway on a disk that can't be written. It refuses, and says why; where its operator asked for it, it runs from a copy in
 * memory instead, and everything it learns is lost when the machine restarts.
 */
final class VolatileState {

    private static final String VARIABLE = "OPENCLAW_STATE_IN_RAM";
    /** Of memory on a board that has 256 MB. */
    private static final long MOST_BYTES = 24L * 1024 * 1024;
    /** What a gateway can't be the same without. */
    private static final List<String> COPIED = List.of(".env", "identity", "state", "config-journal-fingerprint.key");

    private VolatileState() {}

    /**
     * The invocation to go on with: the same where the state directory can be written.
     *
     * @throws CommandException when it can't be, and nobody asked for a copy in memory, or there is no memory for one
     */
    static Invocation of(Invocation in) throws CommandException {
        if (!isReadOnly(in.paths().stateDir())) {
            return in;
        }
        String told = "the disk of " + in.paths().stateDir() + " is read-only";
        if (!in.environment().flag(VARIABLE)) {
            throw CommandException.failed(
                    told + ", so a gateway can keep nothing there",
                    "A card that turns read-only by itself is often worn out: save what is on it, check it with fsck.",
                    "Where it is meant to be so: " + VARIABLE + "=1 runs the gateway from a copy in memory; what it learns is lost"
                            + " when the machine restarts.");
        }
        Optional<Path> memory = in.platform().bootEvidence().volatileDirectory();
        if (memory.isEmpty()) {
            throw CommandException.failed(told + ", and this system has no directory in memory for " + VARIABLE);
        }
        StatePaths paths = paths(in.paths(), memory.get());
        try {
            copy(in.paths(), paths);
        } catch (IOException e) {
            throw CommandException.failed(told + ", and its state can't be copied to memory: " + e.getMessage());
        }
        in.terminal().err("openclaw: " + told + "; running from a copy in " + paths.stateDir()
                + ". What the gateway learns is lost when the machine restarts.");
        return new Invocation(in.terminal(), in.environment(), paths, in.gateway(), in.interrupts(), in.platformSource(), in.clock());
    }

    private static boolean isReadOnly(Path directory) {
        try {
            Path place = directory.toAbsolutePath();
            while (place.getParent() != null && Files.notExists(place)) {
                place = place.getParent();
            }
            return place.equals(directory.toAbsolutePath()) ? ReadOnlyDisk.refusesWritesAt(place) : ReadOnlyDisk.isAt(place);
        } catch (IOException e) {
            return false;
        }
    }

    private static StatePaths paths(StatePaths disk, Path memory) {
        Path state = memory.resolve("state" + disk.profile().map(name -> "-" + name).orElse(""));
        return new StatePaths(
                disk.profile(), state, state.resolve(disk.configFile().getFileName()), disk.workspace(),
                state.resolve("logs").resolve("gateway.log"), state.resolve("state").resolve("openclaw.sqlite"),
                state.resolve("run"), disk.dev(), disk.defaultPort(), disk.legacy());
    }

    /** Once after each start of the machine: a restart of the gateway finds what it learnt since. */
    private static void copy(StatePaths from, StatePaths to) throws IOException {
        if (Files.exists(to.stateDir())) {
            return;
        }
        Path unfinished = to.stateDir().resolveSibling(to.stateDir().getFileName() + ".unfinished");
        FileTree.delete(unfinished);
        PrivateFile.createDirectory(unfinished);
        Copier copier = new Copier();
        copier.copy(from.configFile(), unfinished.resolve(from.configFile().getFileName()));
        for (String name : COPIED) {
            copier.copy(from.stateDir().resolve(name), unfinished.resolve(name));
        }
        Files.move(unfinished, to.stateDir(), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Copies trees of regular files as long as they aren't too big together. */
    private static final class Copier {

        private long left = MOST_BYTES;

        void copy(Path from, Path to) throws IOException {
            if (Files.notExists(from)) {
                return;
            }
            Files.walkFileTree(from, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
                    PrivateFile.createDirectory(to.resolve(from.relativize(directory).toString()));
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    left -= attributes.size();
                    if (left < 0) {
                        throw new IOException("it has more than " + (MOST_BYTES >> 20) + " MB");
                    }
                    if (attributes.isRegularFile()) {
                        Files.copy(file, file.equals(from) ? to : to.resolve(from.relativize(file).toString()),
                                StandardCopyOption.COPY_ATTRIBUTES);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        }
    }
}
