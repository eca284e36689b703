package org.openclaw.appliance.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files and directories that only their owner can read. SQLite gives its side files the mode of the database. */
final class PrivateFiles {

    private static final Set<PosixFilePermission> DIRECTORY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

    private PrivateFiles() {}

    /** Makes the file, empty, and its directory; tightens the modes of what exists. */
    static void create(Path file) {
        Path directory = file.getParent();
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        try {
            Files.createDirectories(directory, attributes(posix, DIRECTORY));
            try {
                Files.createFile(file, attributes(posix, FILE));
                sync(directory);
            } catch (FileAlreadyExistsException e) {
                if (posix && Files.isWritable(file)) {
                    Files.setPosixFilePermissions(file, FILE);
                }
            }
            if (posix && Files.isWritable(directory)) {
                Files.setPosixFilePermissions(directory, DIRECTORY);
            }
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    /** Makes a change of the directory's entries durable; a no-op where directories can't be opened (Windows). */
    static void sync(Path directory) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Windows has no such thing; elsewhere the next commit reports a failing disk in its own words.
            return;
        }
    }

    static StoreException unusable(Path file, IOException e) {
        String why = e instanceof FileSystemException named && named.getReason() != null
                ? named.getReason()
                : e.getClass().getSimpleName();
        return new StoreException(
                StoreException.Reason.OTHER,
                "The database " + file + " can't be made (" + why + "). Check that its directory is writable by this user.",
                e);
    }

    private static FileAttribute<?>[] attributes(boolean posix, Set<PosixFilePermission> mode) {
        return posix ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(mode)} : new FileAttribute<?>[0];
    }
}
