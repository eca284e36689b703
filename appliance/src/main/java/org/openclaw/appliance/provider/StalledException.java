package org.openclaw.appliance.provider;

import java.io.IOException;

/** A peer kept a connection open but did nothing useful with it for too long. */
final class StalledException extends IOException {

    private final long seconds;

    /** @param what what the peer did, as {@code sent nothing} */
    StalledException(String what, long seconds) {
        super(what);
        this.seconds = seconds;
    }

    long seconds() {
        return seconds;
    }
}
