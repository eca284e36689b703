package org.openclaw.appliance.rpc;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Where the process is between start and stop, for everybody who must answer differently then. Thread-safe. */
public final class Lifecycle {

    /** In order; only ever moves forward within one start. */
    public enum State {
        STARTING,
        READY,
        DRAINING
    }

    /**
     * A step of the start.
     *
     * @param name the step
     * @param begunNanos when it began, on the clock of {@link System#nanoTime()}
     */
    public record Step(String name, long begunNanos) {}

    /**
     * Why no new work is taken.
     *
     * @param reason a sentence to answer with: why, how it ends, how to end it now
     * @param retryAfterMillis when it is worth asking again, or 0 where nobody can tell
     */
    public record Suspension(String reason, long retryAfterMillis) {}

    /** Who suspends work while memory is short. */
    public static final String MEMORY = "memory";

    /** Who suspends work after crashes, or at an operator's wish. */
    public static final String SAFE_MODE = "safe mode";

    private record Now(State state, String phase) {}

    private final Clock clock;
    private final long startedAtMillis;
    private final long startedNanos = System.nanoTime();
    private final List<Step> steps = new CopyOnWriteArrayList<>();
    private volatile Now now = new Now(State.STARTING, "process");
    private final Map<String, Suspension> suspensions = new ConcurrentHashMap<>();

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
        steps.add(new Step(phase, System.nanoTime()));
        now = new Now(State.STARTING, phase);
    }

    public void ready() {
        steps.add(new Step("ready", System.nanoTime()));
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

    /** The steps of the start so far, in order; the last one is {@code ready} once it is. */
    public List<Step> steps() {
        return List.copyOf(steps);
    }

    /** Monotonic time of the start, on the clock of {@link System#nanoTime()}. */
    public long startedNanos() {
        return startedNanos;
    }

    /**
     * Takes no new work - agent turns, scheduled jobs, inbound messages - until {@link #resumeWork}; the control plane goes on.
     *
     * @param by who wants that; several may, and each only ends its own
     */
    public void suspendWork(String by, Suspension suspension) {
        suspensions.put(by, suspension);
    }

    public void resumeWork(String by) {
        suspensions.remove(by);
    }

    /** Why no new work is taken; empty when work is welcome. Ask before beginning any. */
    public Optional<Suspension> workSuspended() {
        return suspensions.isEmpty() ? Optional.empty() : suspensions.values().stream().findFirst();
    }

    /** Why one of those who may want that ({@link #MEMORY}, {@link #SAFE_MODE}) lets no new work begin; empty where it doesn't. */
    public Optional<Suspension> workSuspendedBy(String who) {
        return Optional.ofNullable(suspensions.get(who));
    }

    public Clock clock() {
        return clock;
    }
}
