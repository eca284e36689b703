package org.openclaw.appliance.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.regex.Pattern;

/** Files for the owner alone that hold either their old content or their new one, whenever the power fails. */
public final class PrivateFile {

    private PrivateFile() {}

    /**
     * Writes a neighbour, forces it to disk, renames it over the file and forces the directory. Mode 600. On a full disk it
     * uses up the {@link DiskReserve}.
     */
    public static void write(Path file, byte[] content) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        createDirectory(directory);
        try {
            write(file, directory, content);
        } catch (IOException e) {
            if (!DiskReserve.releaseAbove(directory)) {
                throw e;
            }
            write(file, directory, content);
        }
    }

    private static void write(Path file, Path directory, byte[] content) throws IOException {
        Path temporary = directory.resolve("." + file.getFileName() + "." + ProcessHandle.current().pid() + "." + Long.toHexString(System.nanoTime()));
        try {
            try (FileChannel channel = FileChannel.open(
                    temporary, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly(directory))) {
                ByteBuffer rest = ByteBuffer.wrap(content);
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            force(directory);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /**
     * Removes what killed writers of the file, and of files whose names extend its name, left beside it. Nobody may be writing
     * one of them meanwhile.
     */
    public static void sweep(Path file) throws IOException {
        Pattern temporary = Pattern.compile("\\." + Pattern.quote(file.getFileName().toString()) + "(\\..+)?\\.\\d+\\.[0-9a-f]+");
        try (DirectoryStream<Path> neighbours = Files.newDirectoryStream(
                file.toAbsolutePath().getParent(), path -> temporary.matcher(path.getFileName().toString()).matches())) {
            for (Path path : neighbours) {
                Files.deleteIfExists(path);
            }
        }
    }

    /** Opens a file for writing, making it if it is missing. Mode 600 then. */
    public static FileChannel open(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        createDirectory(directory);
        return FileChannel.open(
                file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), ownerOnly(directory));
    }

    /** Creates a directory and its missing parents for the owner alone. One that exists keeps its permissions. */
    public static void createDirectory(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectories(directory,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(directory);
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path directory) {
        return directory.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))}
                : new FileAttribute<?>[0];
    }

    // A rename is durable only once its directory is. Windows can't open one, and orders the rename by itself.
    private static void force(Path directory) throws IOException {
        if (!directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
