package org.openclaw.appliance.session;

import java.util.Locale;

/** Where a run is. */
public enum RunStatus {
    QUEUED,
    RUNNING,
    DONE,
    FAILED,
    KILLED,
    TIMEOUT,
    /** The gateway ended before the run did. */
    INTERRUPTED;

    public boolean ended() {
        return this != QUEUED && this != RUNNING;
    }

    /** As a session's row names it, which has no word for an interrupted run. */
    public String wireName() {
        return this == INTERRUPTED ? FAILED.wireName() : stored();
    }

    String stored() {
        return name().toLowerCase(Locale.ROOT);
    }

    static RunStatus ofStored(String stored) {
        return valueOf(stored.toUpperCase(Locale.ROOT));
    }
}
