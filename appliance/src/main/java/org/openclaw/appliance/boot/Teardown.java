package org.openclaw.appliance.boot;

import java.util.ArrayDeque;
import java.util.Deque;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/** What was opened, to be closed in reverse. Not thread-safe while it is filled; {@link #close} may be called from anywhere. */
public final class Teardown implements AutoCloseable {

    private static final TaggedLogger LOG = Logger.tag("gateway");

    private record Step(String name, AutoCloseable action) {}

    private final Deque<Step> steps = new ArrayDeque<>();

    /** Adds something that is open now. @param name what it is, for the log */
    public <T extends AutoCloseable> T add(String name, T resource) {
        steps.push(new Step(name, resource));
        return resource;
    }

    /** Closes everything, last first; what fails is logged and doesn't keep the rest from closing. Once only. */
    @Override
    public synchronized void close() {
        while (!steps.isEmpty()) {
            Step step = steps.pop();
            try {
                step.action().close();
            } catch (Exception e) {
                LOG.error(e, "closing the {} failed", step.name());
            }
        }
    }
}
