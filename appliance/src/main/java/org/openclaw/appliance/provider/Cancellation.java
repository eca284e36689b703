package org.openclaw.appliance.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells a piece of work to end early, and why. Thread-safe; the first reason wins. */
public final class Cancellation {

    /** Why a run was told to end. */
    public enum Reason {
        /** Somebody asked for it: {@code chat.abort}, {@code /stop}, a client that went away. */
        REQUESTED,
        /** The run's own deadline passed. */
        DEADLINE,
        /** The gateway is stopping. */
        SHUTDOWN
    }

    private final List<Runnable> actions = new ArrayList<>();
    private Reason reason;

    /** Cancels. Later calls change nothing. */
    public void cancel(Reason why) {
        List<Runnable> due;
        synchronized (this) {
            if (reason != null) {
                return;
            }
            reason = why;
            due = List.copyOf(actions);
            actions.clear();
        }
        due.forEach(Runnable::run);
    }

    public synchronized Optional<Reason> reason() {
        return Optional.ofNullable(reason);
    }

    public synchronized boolean cancelled() {
        return reason != null;
    }

    /**
     * Runs the action on cancellation; at once when that has happened already. Must be quick.
     *
     * @return forgets the action
     */
    public Runnable onCancel(Runnable action) {
        synchronized (this) {
            if (reason == null) {
                actions.add(action);
                return () -> forget(action);
            }
        }
        action.run();
        return () -> {};
    }

    private synchronized void forget(Runnable action) {
        actions.remove(action);
    }
}
