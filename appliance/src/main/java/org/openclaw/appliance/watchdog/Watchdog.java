package org.openclaw.appliance.watchdog;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.openclaw.appliance.platform.SupervisorNotifier;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * Tells the supervisor that the gateway lives, for as long as every part of it makes progress. When one doesn't, it writes
 * down which, with all stacks, and says nothing more: the supervisor then ends the process. Without a supervisor it only
 * writes down. Has a thread of its own, because any other might be the one that is stuck.
 */
public final class Watchdog implements AutoCloseable {

    private static final TaggedLogger LOG = Logger.tag("watchdog");
    private static final long SLICE_NANOS = 1_000_000_000L;
    private static final long SLICE_AFTER_REPORT_NANOS = 5 * SLICE_NANOS;

    /** Waking so much too late means that the whole process stood still: stopped, paused or suspended. */
    private static final long GAP_NANOS = 2 * SLICE_NANOS;

    private final List<Part> parts;
    private final SupervisorNotifier supervisor;
    private final Pace pace;
    private final StallLog stalls;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    /** Is told of stalls, on the watchdog's thread; may take a while, but not long. */
    public interface StallLog {

        /** @param what a sentence, once per stall */
        void stalled(String what);

        /** All parts make progress again. */
        void recovered();
    }

    /** Begins to watch. */
    public Watchdog(List<Part> parts, SupervisorNotifier supervisor, Pace pace, StallLog stalls) {
        this.parts = List.copyOf(parts);
        this.supervisor = supervisor;
        this.pace = pace;
        this.stalls = stalls;
        this.thread = Thread.ofPlatform().name("watchdog").daemon().start(this::watch);
    }

    private void watch() {
        try {
            while (!closing.await(pace.interval().toNanos(), TimeUnit.NANOSECONDS)) {
                look();
            }
        } catch (InterruptedException closed) {
            return;
        }
    }

    private void look() throws InterruptedException {
        Look look = Look.at(parts);
        long waited = 0;
        boolean reported = false;
        while (true) {
            long slice = reported ? SLICE_AFTER_REPORT_NANOS : Math.min(SLICE_NANOS, pace.patience().toNanos());
            long begun = System.nanoTime();
            if (look.await(slice)) {
                break;
            }
            long took = System.nanoTime() - begun;
            waited = took > slice + GAP_NANOS ? 0 : waited + took;
            if (!reported && waited >= pace.patience().toNanos()) {
                reported = true;
                report(look.late(), waited);
            }
        }
        if (reported) {
            LOG.info("all parts make progress again");
            stalls.recovered();
        }
        supervisor.alive();
    }

    private void report(String late, long waitedNanos) {
        String what = late + " made no progress for " + waitedNanos / 1_000_000_000L + " s";
        LOG.error("stalled: {}{}", what, supervisor.listening() ? "; the supervisor will end this process" : "");
        stalls.stalled(what);
    }

    /** Stops watching; what is under way is not waited for. */
    @Override
    public void close() {
        closing.countDown();
        thread.interrupt();
    }
}
