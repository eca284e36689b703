package org.openclaw.appliance.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.openclaw.appliance.provider.Cancellation;
import org.openclaw.appliance.provider.ModelRef;

/** A turn that was asked for and hasn't ended. Thread-safe. */
public final class ActiveRun {

    private final RunRequest request;
    private final RunEvents events;
    private final long acceptedAt;
    private final Cancellation cancellation = new Cancellation();
    private final CompletableFuture<Void> recorded = new CompletableFuture<>();
    private final CompletableFuture<RunOutcome> outcome = new CompletableFuture<>();
    private final TurnTimes times = new TurnTimes();
    private final AtomicBoolean settled = new AtomicBoolean();
    private volatile String abortedBy = "rpc";
    private volatile String sessionId;
    private volatile long startedAt;
    private volatile ModelRef requested;
    private volatile ModelRef model;
    private volatile Runnable afterwards = () -> {};
    private volatile QueueMode queued = QueueMode.LANE;
    private volatile Supplier<List<String>> steered = List::of;
    private final Queue<ActiveRun> steering = new ConcurrentLinkedQueue<>();

    ActiveRun(RunRequest request, RunEvents events, long acceptedAt) {
        this.request = request;
        this.events = events;
        this.acceptedAt = acceptedAt;
    }

    public RunRequest request() {
        return request;
    }

    public String id() {
        return request.runId();
    }

    public String sessionId() {
        return sessionId;
    }

    /** When its message was on disk, milliseconds since 1970. */
    public long acceptedAt() {
        return acceptedAt;
    }

    /** When the model was first asked, milliseconds since 1970; 0 while it waits for its turn. */
    public long startedAt() {
        return startedAt;
    }

    /** What was said so far. */
    public String text() {
        return events.text();
    }

    /** Completes when the end is on disk and told. Its dependents run on the turn's own thread. */
    public CompletableFuture<RunOutcome> outcome() {
        return outcome;
    }

    TurnTimes times() {
        return times;
    }

    RunEvents events() {
        return events;
    }

    Cancellation cancellation() {
        return cancellation;
    }

    CompletableFuture<Void> recorded() {
        return recorded;
    }

    void recorded(String session) {
        sessionId = session;
        events.session(session);
        recorded.complete(null);
    }

    void started(long now) {
        startedAt = now;
    }

    /** A model is asked; the last one asked is the one that answers. */
    void answeredBy(ModelRef ref) {
        if (requested == null) {
            requested = ref;
        }
        model = ref;
    }

    Optional<ModelRef> requested() {
        return Optional.ofNullable(requested);
    }

    Optional<ModelRef> model() {
        return Optional.ofNullable(model);
    }

    String abortedBy() {
        return abortedBy;
    }

    void abort(Cancellation.Reason reason, String by) {
        if (!cancellation.cancelled()) {
            abortedBy = by;
        }
        cancellation.cancel(reason);
    }

    QueueMode queued() {
        return queued;
    }

    void queued(QueueMode mode) {
        queued = mode;
    }

    /** Hands it a message that came meanwhile. */
    void steer(ActiveRun other) {
        steering.add(other);
    }

    List<ActiveRun> takeSteering() {
        List<ActiveRun> taken = new ArrayList<>();
        for (ActiveRun next = steering.poll(); next != null; next = steering.poll()) {
            taken.add(next);
        }
        return taken;
    }

    void steeredBy(Supplier<List<String>> source) {
        steered = source;
    }

    /** Whether messages came that want to join this turn. */
    boolean hasSteering() {
        return !steering.isEmpty();
    }

    /**
     * What the user said meanwhile, oldest first, for the turn's next request to a model: it is in the transcript once this
     * returns. Called between a turn's requests only. Blocks on the disk.
     */
    List<String> steered() {
        return steered.get();
    }

    /** What to do once it has ended: free its lane, forget its timers. */
    void afterwards(Runnable action) {
        afterwards = action;
    }

    Runnable afterwards() {
        return afterwards;
    }

    boolean settled() {
        return settled.get();
    }

    /** True for the first who asks: the one that records the end. */
    boolean settle() {
        return settled.compareAndSet(false, true);
    }
}
