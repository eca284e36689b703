package org.openclaw.appliance.linux.systemd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** A small text file that is replaced as a whole: readers and a power loss see the old text or the new one. */
final class DurableFile {

    private static final int MOST_BYTES = 256 * 1024;

    private final Path path;
    private final String mode;

    /** @param mode the file's permissions, such as {@code rw-r--r--} */
    DurableFile(Path path, String mode) {
        this.path = path;
        this.mode = mode;
    }

    /** The present text; empty where there is no file. @throws IOException where it can't be read or is too large */
    Optional<String> read() throws IOException {
        try {
            if (Files.size(path) > MOST_BYTES) {
                throw new IOException(path + " is larger than " + MOST_BYTES / 1024 + " KiB");
            }
            return Optional.of(new String(Files.readAllBytes(path), StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Creates missing directories above it too, open to their owner alone. */
    void write(String text) throws IOException {
        Path directory = path.getParent();
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        Path fresh = directory.resolve("." + path.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
        Files.deleteIfExists(fresh);
        try {
            var permissions = PosixFilePermissions.fromString(mode);
            var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            try (FileChannel channel =
                    FileChannel.open(fresh, options, PosixFilePermissions.asFileAttribute(permissions))) {
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.setPosixFilePermissions(fresh, permissions);
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
        sync(directory);
    }

    /** @return whether there was a file */
    boolean delete() throws IOException {
        boolean deleted = Files.deleteIfExists(path);
        if (deleted) {
            sync(path.getParent());
        }
        return deleted;
    }

    /** Puts back what {@link #read} gave before. */
    void restore(Optional<String> former) throws IOException {
        if (former.isPresent()) {
            write(former.get());
        } else {
            delete();
        }
    }

    private static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
