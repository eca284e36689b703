package org.openclaw.appliance.platform;

import java.util.List;

/** The packet filters of this machine. Only looks; starts a few system tools and may take seconds. Thread-safe. */
@FunctionalInterface
public interface Firewall {

    /** Whether connections from other machines get through. */
    enum Reach {
        OPEN,
        CLOSED,
        /** The rules can't be read by this user, or lead too far to be followed. */
        UNKNOWN
    }

    /**
     * What one filter does with a port.
     *
     * @param filter its name, as people know it: {@code ufw}
     * @param allow the command that lets connections through; for the operator, never to be run by this program
     */
    record Finding(String filter, Reach reach, String allow) {}

    /** @param port a TCP port @return one finding for each filter that is on; empty where none is, or none is known */
    List<Finding> look(int port);
}
