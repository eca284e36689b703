package org.openclaw.appliance.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether nothing can be written at a place because of its mount, not because of its mode. */
public final class ReadOnlyDisk {

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
}
