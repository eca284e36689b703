package org.openclaw.appliance.disk;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import org.openclaw.appliance.file.ReadOnlyDisk;

/** The disk that holds a directory. */
@FunctionalInterface
public interface Disk {

    /**
     * @param usedBytes in use
     * @param usableBytes this user may still use; less than what is free where some is kept for root
     * @param readOnly whether nothing can be written
     */
    record Space(long usedBytes, long usableBytes, boolean readOnly) {

        /** As df(1) has it: of what this user could ever use. */
        double usedPercent() {
            long all = usedBytes + usableBytes;
            return all <= 0 ? 0 : usedBytes * 100.0 / all;
        }
    }

    /**
     * Asks the system; quick.
     *
     * @param suspicious whether a write was refused, so that only another one tells how things are
     */
    Space look(boolean suspicious) throws IOException;

    static Disk of(Path directory) {
        return suspicious -> {
            FileStore store = Files.getFileStore(directory);
            return new Space(
                    store.getTotalSpace() - store.getUnallocatedSpace(),
                    store.getUsableSpace(),
                    suspicious ? ReadOnlyDisk.refusesWritesAt(directory) : ReadOnlyDisk.isAt(directory));
        };
    }
}
