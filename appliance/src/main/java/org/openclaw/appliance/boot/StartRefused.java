package org.openclaw.appliance.boot;

/** The gateway doesn't start. The message is for the operator and says what to do. */
public final class StartRefused extends Exception {

    private final ExitCode exitCode;
    private final boolean occupied;

    public StartRefused(ExitCode exitCode, String message) {
        this(exitCode, message, false);
    }

    private StartRefused(ExitCode exitCode, String message, boolean occupied) {
        super(message, null, false, false);
        this.exitCode = exitCode;
        this.occupied = occupied;
    }

    /** Another process has what this gateway needs. */
    static StartRefused occupied(ExitCode exitCode, String message) {
        return new StartRefused(exitCode, message, true);
    }

    public ExitCode exitCode() {
        return exitCode;
    }

    /** Whether another process, most likely another gateway, has the lock or the port. */
    public boolean isOccupied() {
        return occupied;
    }
}
