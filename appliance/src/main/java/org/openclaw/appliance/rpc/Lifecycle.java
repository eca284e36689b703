package org.openclaw.appliance.rpc;

import java.time.Clock;

/** Where the process is between start and stop, for everybody who must answer differently then. Thread-safe. */
public final class Lifecycle {

    /** In order; only ever moves forward within one start. */
    public enum State {
        STARTING,
        READY,
        DRAINING
    }

    private record Now(State state, String phase) {}

    private final Clock clock;
    private final long startedAtMillis;
    private final long startedNanos = System.nanoTime();
    private volatile Now now = new Now(State.STARTING, "process");

    public Lifecycle(Clock clock) {
        this.clock = clock;
        this.startedAtMillis = clock.millis();
    }

    public State state() {
        return now.state();
    }

    /** The start-up step in progress, or the word for the state. */
    public String phase() {
        return now.phase();
    }

    /** Names the start-up step that now begins. */
    public void starting(String phase) {
        now = new Now(State.STARTING, phase);
    }

    public void ready() {
        now = new Now(State.READY, "ready");
    }

    public void draining() {
        now = new Now(State.DRAINING, "draining");
    }

    /** Wall-clock time of the start, as this host's clock had it then. */
    public long startedAtMillis() {
        return startedAtMillis;
    }

    /** Milliseconds since the start, on the monotonic clock: a board without a clock battery jumps by decades. */
    public long uptimeMillis() {
        return (System.nanoTime() - startedNanos) / 1_000_000;
    }

    public Clock clock() {
        return clock;
    }
}
