package org.openclaw.appliance.agent;

import java.util.concurrent.atomic.AtomicLong;
import org.openclaw.appliance.rpc.Timings;

/** Where a turn's time went, in nanoseconds. Thread-safe. */
final class TurnTimes {

    private final AtomicLong context = new AtomicLong();
    private final AtomicLong provider = new AtomicLong();
    private final AtomicLong firstText = new AtomicLong();
    private final AtomicLong tools = new AtomicLong();

    void context(long nanos) {
        context.addAndGet(nanos);
    }

    void provider(long nanos) {
        provider.addAndGet(nanos);
    }

    void tool(long nanos) {
        tools.addAndGet(nanos);
    }

    /** The first words came so long after the model was asked; later calls change nothing. */
    void firstText(long nanos) {
        firstText.compareAndSet(0, nanos);
    }

    /** The line of a turn that has ended. @param sendNanos how long recording and telling the answer took */
    String line(ActiveRun run, RunOutcome outcome, long sendNanos) {
        long queued = run.startedAt() == 0 ? 0 : Math.max(0, run.startedAt() - run.acceptedAt());
        long handled = Math.max(0, outcome.endedAt() - Math.max(run.startedAt(), run.acceptedAt()));
        return "turn runId=" + run.id() + " session=" + run.request().session() + " status="
                + outcome.status().wireName() + " queueMs=" + queued + ".0 handlerMs=" + handled + ".0 contextMs="
                + Timings.millis(context.get()) + " providerMs=" + Timings.millis(provider.get()) + " firstTextMs="
                + Timings.millis(firstText.get()) + " toolMs=" + Timings.millis(tools.get()) + " sendMs="
                + Timings.millis(sendNanos);
    }
}
