package org.openclaw.appliance.cli;

/** Tells a command that the person in front of it has pressed Ctrl-C or gone away. */
@FunctionalInterface
public interface Interrupts {

    /** Runs the action when that happens before the handle is closed; the action must take less than two seconds. */
    Handle onInterrupt(Runnable action);

    /** Ends the interest. */
    @FunctionalInterface
    interface Handle extends AutoCloseable {
        @Override
        void close();
    }
}
