package org.openclaw.appliance.boot;

/** The gateway doesn't start. The message is for the operator and says what to do. */
public final class StartRefused extends Exception {

    private final ExitCode exitCode;

    public StartRefused(ExitCode exitCode, String message) {
        super(message, null, false, false);
        this.exitCode = exitCode;
    }

    public ExitCode exitCode() {
        return exitCode;
    }
}
