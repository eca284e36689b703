package org.openclaw.appliance.platform;

import java.util.Optional;
import java.util.OptionalLong;

/** Finds out about other processes on this machine. Thread-safe; never throws for a process that is gone. */
public interface ProcessInspector {

    /** Who listens on a local TCP port, or empty where nobody does or it may not be known. */
    Optional<Owner> listenerOn(int port);

    /** How many bytes this process has written to storage since it began; empty where nobody counts. */
    default OptionalLong writtenBytes() {
        return OptionalLong.empty();
    }

    /**
     * @param pid the process
     * @param command its command line, shortened for display; empty where it may not be read
     */
    record Owner(long pid, String command) {}
}
