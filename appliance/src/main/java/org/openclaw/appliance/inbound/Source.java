package org.openclaw.appliance.inbound;

/**
 * Something that fetches messages, or is connected to where they come from, and hands them to {@link Inbound}. Has neither a
 * thread nor a connection while its channel isn't configured. Thread-safe.
 */
public interface Source extends AutoCloseable {

    /** Whether it is configured to receive. Never blocks. */
    boolean configured();

    /** Begins, ends or begins anew as the configuration now says. Returns at once; called at start and after each change. */
    void apply();

    /** Ends for good; what was handed over is safe, anything else comes again. Returns within a few seconds. */
    @Override
    void close();
}
