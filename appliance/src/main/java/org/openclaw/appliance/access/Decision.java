package org.openclaw.appliance.access;

import org.openclaw.appliance.protocol.ErrorShape;

/** Whether a caller is let in. */
public sealed interface Decision {

    /** Let in. */
    record Granted(Grant grant) implements Decision {}

    /**
     * Turned away.
     *
     * @param error what to answer
     * @param rateLimited true when nothing was checked because of too many failures before
     * @param delayMillis how long to withhold the answer
     */
    record Refused(ErrorShape error, boolean rateLimited, long delayMillis) implements Decision {}
}
