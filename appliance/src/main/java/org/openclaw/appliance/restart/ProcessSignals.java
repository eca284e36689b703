package org.openclaw.appliance.restart;

import org.tinylog.Logger;
import org.tinylog.TaggedLogger;
import sun.misc.Signal;

/** Signals of the operating system that this process answers in its own way. */
public final class ProcessSignals {

    private static final TaggedLogger LOG = Logger.tag("gateway/restart");

    private ProcessSignals() {}

    /**
     * Runs the action whenever the signal arrives, on a thread of its own. Does nothing where there is no such signal, or
     * where the JVM keeps it for itself, as HotSpot does with SIGUSR2 unless {@code _JAVA_SR_SIGNUM} names another one.
     *
     * @param name without {@code SIG}
     */
    public static void on(String name, Runnable action) {
        try {
            Signal.handle(new Signal(name), signal -> action.run());
        } catch (IllegalArgumentException e) {
            LOG.debug("SIG{} isn't available: {}", name, e.getMessage());
        }
    }
}
