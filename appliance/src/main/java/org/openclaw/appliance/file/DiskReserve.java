package org.openclaw.appliance.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Set;

/**
 * A file that keeps a little space back for what must be written even on a full disk: credentials and the configuration.
 * Giving the space away is deleting the file. Thread-safe.
 */
public final class DiskReserve {

    /** Its name; it lies in the state directory. */
    static final String NAME = "disk-reserve";

    static final int BYTES = 1024 * 1024;
    private static final int PARENTS = 3;

    private final Path file;

    private DiskReserve(Path file) {
        this.file = file;
    }

    public static DiskReserve in(Path stateDir) {
        return new DiskReserve(stateDir.resolve(NAME));
    }

    /** Gives away the reserve of the state directory in which a file lies. @return whether there was one */
    static boolean releaseAbove(Path directory) {
        Path place = directory;
        for (int i = 0; i <= PARENTS && place != null; i++, place = place.getParent()) {
            if (new DiskReserve(place.resolve(NAME)).release()) {
                return true;
            }
        }
        return false;
    }

    public boolean isKept() {
        return Files.exists(file);
    }

    /** Takes the space, unless it is taken already. @throws IOException when there isn't that much */
    public void keep() throws IOException {
        if (isKept()) {
            return;
        }
        byte[] block = new byte[16 * 1024];
        // File systems may keep zeros without using space for them.
        Arrays.fill(block, (byte) 0xa5);
        Path unfinished = file.resolveSibling("." + NAME);
        try {
            Files.deleteIfExists(unfinished);
            try (FileChannel channel = FileChannel.open(
                    unfinished, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
                for (int written = 0; written < BYTES; ) {
                    written += channel.write(ByteBuffer.wrap(block));
                }
                channel.force(true);
            }
            Files.move(unfinished, file);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    /** Gives the space away. @return whether there was any */
    public boolean release() {
        try {
            return Files.deleteIfExists(file);
        } catch (IOException e) {
            return false;
        }
    }
}
