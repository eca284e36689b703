package org.openclaw.appliance.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Whether nothing can be written at a place because of its disk, not because of its mode. */
public final class ReadOnlyDisk {

    /** Less than a file takes: then the disk is full, whatever else it is. */
    private static final long SCRAP = 64 * 1024;

    private ReadOnlyDisk() {}

    /**
     * @param place exists
     * @throws IOException when the system can't say
     */
    public static boolean isAt(Path place) throws IOException {
        // Java goes by the device, of which a service that may write only some directories has two mounts (systemd.exec(5),
        // ReadWritePaths); access(2) knows the place itself.
        return !Files.isWritable(place) && Files.getFileStore(place).isReadOnly();
    }

    /**
     * The same, and where it isn't known by that, by writing a small file. A card that fails is read-only without being mounted
     * so (ext4's {@code emergency_ro}, since Linux 6.15): only a write tells.
     *
     * @param place a directory
     * @throws IOException when the system can't say
     */
    public static boolean refusesWritesAt(Path place) throws IOException {
        if (isAt(place)) {
            return true;
        }
        if (!Files.isWritable(place) || Files.getFileStore(place).getUsableSpace() < SCRAP) {
            return false;
        }
        try {
            Path trial = Files.createTempFile(place, ".disk-", "");
            try {
                Files.write(trial, new byte[] {0}, StandardOpenOption.SYNC);
            } finally {
                Files.deleteIfExists(trial);
            }
            return false;
        } catch (AccessDeniedException | NoSuchFileException e) {
            return false;
        } catch (FileSystemException e) {
            // Out of inodes, or of a quota: that is full, not read-only. The words are strerror(3)'s.
            String reason = e.getReason() == null ? "" : e.getReason();
            return !reason.contains("No space") && !reason.contains("quota");
        }
    }
}
