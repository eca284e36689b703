package org.openclaw.appliance.boot;

import java.util.OptionalInt;

/** The gateway doesn't start. The message is for the operator and says what to do. */
public final class StartRefused extends Exception {

    private static final int ENOMEM = 12;
    private static final int EBUSY = 16;
    private static final int EADDRINUSE = 98;

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

    /** The system's number for the reason, errno(3) of Linux; empty where it has none. */
    public OptionalInt errno() {
        if (occupied) {
            return OptionalInt.of(exitCode == ExitCode.NOT_NOW ? EBUSY : EADDRINUSE);
        }
        return exitCode == ExitCode.NOT_NOW ? OptionalInt.of(ENOMEM) : OptionalInt.empty();
    }

    public ExitCode exitCode() {
        return exitCode;
    }

    /** Whether another process, most likely another gateway, has the lock or the port. */
    public boolean isOccupied() {
        return occupied;
    }
}
