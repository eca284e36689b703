package org.openclaw.appliance.macos;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that are either the old one or the new one, whatever happens in between. */
final class DurableFile {

    private DurableFile() {}

    /** Writes a new file to the disk, with these permissions from its first byte on. An existing one is replaced. */
    static void write(Path file, String text, String permissions) throws IOException {
        Files.deleteIfExists(file);
        var mode = PosixFilePermissions.fromString(permissions);
        try (FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(mode))) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        // Once more: the process's umask has taken from the mode above.
        Files.setPosixFilePermissions(file, mode);
    }

    /** Puts a file in another's place. */
    static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel directory = FileChannel.open(to.getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    /** Both of the above: the text is there in whole or not at all. */
    static void replace(Path file, String text, String permissions) throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        write(beside, text, permissions);
        move(beside, file);
    }
}
