package org.openclaw.appliance.store;

import java.nio.file.Path;

/** Placeholder signature; replaced by the implementation. */
public interface Store extends AutoCloseable {

    /** Statements of one transaction. */
    @FunctionalInterface
    interface Work<T> {
        T run(Sql sql);
    }

    /** Runs the work in a write transaction and returns once it is on disk. */
    <T> T write(Work<T> work);

    /** Runs the work against a consistent, read-only view. */
    <T> T read(Work<T> work);

    Path file();

    @Override
    void close();
}
