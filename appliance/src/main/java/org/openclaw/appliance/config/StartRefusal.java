package org.openclaw.appliance.config;

/** The gateway must not start like this. The message tells the operator what to change and never contains a secret. */
public final class StartRefusal extends Exception {

    /** Exit code of a configuration the gateway refuses (sysexits.h, EX_CONFIG). */
    public static final int BAD_CONFIGURATION = 78;

    /** Exit code of a bad command line. */
    public static final int BAD_USAGE = 1;

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    public StartRefusal(int exitCode, String message) {
        super(message, null, false, false);
        this.exitCode = exitCode;
    }

    public int exitCode() {
        return exitCode;
    }
}
