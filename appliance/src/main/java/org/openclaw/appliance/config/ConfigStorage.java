package org.openclaw.appliance.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Optional;
import org.openclaw.appliance.file.FileMutex;
import org.openclaw.appliance.file.PrivateFile;

/**
 * The configuration on disk: bytes, and the copies beside them. Every change happens while nobody else in this process or
 * another changes anything, and leaves the old bytes or the new ones whenever the process is killed or the power fails.
 */
final class ConfigStorage {

    private static final int BACKUPS = 5;

    private final Path file;

    ConfigStorage(Path file) {
        this.file = file;
    }

    /** A piece of work on the file. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws IOException;
    }

    /** The file has more bytes than any configuration that would be accepted. */
    static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1;

        TooLargeException() {
            super("the file is too large for a configuration (at most " + Json5.MAX_LENGTH + " characters)");
        }
    }

    /** Runs the work while nobody else changes the file. Not reentrant. */
    <T> T exclusively(Work<T> work) throws IOException {
        try (FileMutex mutex = FileMutex.acquire(file.resolveSibling("." + file.getFileName() + ".lock"))) {
            return work.run();
        }
    }

    /** Empty when there is no file. */
    Optional<byte[]> bytes() throws IOException {
        try {
            if (Files.size(file) > Json5.MAX_LENGTH * 4L) {
                throw new TooLargeException();
            }
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Puts new bytes in the place of the current ones, which become the newest backup. Only within {@link #exclusively}. */
    void replace(Optional<byte[]> current, byte[] bytes) throws IOException {
        Path target = target();
        PrivateFile.sweep(file);
        if (!target.equals(file)) {
            PrivateFile.sweep(target);
        }
        if (current.isPresent()) {
            backUp(current.get());
        }
        PrivateFile.write(target, bytes);
    }

    /** Keeps the bytes as those to return to. Only within {@link #exclusively}. */
    void keepGood(byte[] bytes) throws IOException {
        PrivateFile.write(beside(".last-good"), bytes);
    }

    // The copy is made before any older one moves: on a full disk the ring stays as it is, however often somebody tries.
    private void backUp(byte[] current) throws IOException {
        Path newest = beside(".bak");
        if (Files.exists(newest) && Arrays.equals(Files.readAllBytes(newest), current)) {
            return;
        }
        Path unmoved = beside(".bak.0");
        PrivateFile.write(unmoved, current);
        for (int i = BACKUPS - 2; i >= 0; i--) {
            Path from = beside(i == 0 ? ".bak" : ".bak." + i);
            if (Files.exists(from)) {
                Files.move(from, beside(".bak." + (i + 1)), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.move(unmoved, newest, StandardCopyOption.ATOMIC_MOVE);
    }

    private Path beside(String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    /** The file itself, so that a link to it stays a link. */
    private Path target() throws IOException {
        return Files.exists(file) ? file.toRealPath() : file;
    }
}
