package org.openclaw.appliance.boot;

/** How the process tells its supervisor why it ended (sysexits.h where it has a word for it). */
public enum ExitCode {
    /** Stopped because it was asked to. */
    OK(0),
    /** Failed while running or starting; starting again may help. */
    FAILURE(1),
    /** The command line made no sense. */
    USAGE(2),
    /** EX_TEMPFAIL: not now, for want of memory or because the lock is still held. */
    NOT_NOW(75),
    /** EX_CONFIG: starting again can't help until somebody changes something. */
    CONFIG(78);

    private final int status;

    ExitCode(int status) {
        this.status = status;
    }

    public int status() {
        return status;
    }
}
