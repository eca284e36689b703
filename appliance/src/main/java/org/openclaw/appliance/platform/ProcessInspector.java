package org.openclaw.appliance.platform;

import java.util.Optional;

/** Finds out about other processes on this machine. Thread-safe; never throws for a process that is gone. */
public interface ProcessInspector {

    /** Who listens on a local TCP port, or empty where nobody does or it may not be known. */
    Optional<Owner> listenerOn(int port);

    /**
     * @param pid the process
     * @param command its command line, shortened for display; empty where it may not be read
     */
    record Owner(long pid, String command) {}
}
