package org.openclaw.appliance.cli;

/** Exit statuses of the command line, apart from those of {@code gateway run}. */
public enum Exit {
    OK(0),
    /** The work failed or the gateway can't be reached. */
    FAILED(1),
    /** The command line makes no sense. */
    USAGE(2),
    /** The gateway still starts, and gets on. */
    STILL_STARTING(2);

    private final int status;

    Exit(int status) {
        this.status = status;
    }

    public int status() {
        return status;
    }
}
