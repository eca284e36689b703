package org.openclaw.appliance.service;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.openclaw.appliance.client.StartupProbe.Startup;
import org.openclaw.appliance.platform.ServiceSupervisor;

/**
 * Waits until a gateway that is being started has become ready, for as long as it gets on. Telling a slow board from a start
 * that hangs takes signs of progress: the phase of the start, and what the service manager says of the process.
 */
public final class Readiness {

    /**
     * How long to wait.
     *
     * @param stall without a sign of progress
     * @param most altogether
     */
    public record Patience(Duration stall, Duration most) {

        /** How many times the stall limit a start may take as long as it gets on. */
        private static final int STEPS = 5;

        public static Patience of(Duration stall) {
            return new Patience(stall, stall.multipliedBy(STEPS));
        }
    }

    /**
     * What can be seen of the gateway.
     *
     * @param startup its own word; empty while it doesn't answer
     * @param process what looks after it says; empty where nothing does
     */
    public record Sight(Optional<Startup> startup, Optional<ServiceSupervisor.State> process) {}

    /** How the waiting ended. */
    public sealed interface Outcome {

        /** It is ready. */
        record Ready(Startup startup) implements Outcome {}

        /** It still gets on, but the time is up. @param phase the step in progress; empty when it doesn't tell */
        record StillStarting(String phase) implements Outcome {}

        /** No progress for too long. @param phase the step in progress; empty when it doesn't tell */
        record Stalled(String phase) implements Outcome {}

        /** The process has ended. @param detail the manager's word for it */
        record Ended(String detail) implements Outcome {}
    }

    private static final Duration INTERVAL = Duration.ofMillis(250);
    private static final Duration REMINDER = Duration.ofSeconds(10);

    /** So many sights of an ended process in a row count: managers replace a process between two of them. */
    private static final int ENDED_FOR_GOOD = 4;

    private final Supplier<Sight> look;
    private final Consumer<String> progress;
    private final CountDownLatch never = new CountDownLatch(1);

    /**
     * @param look takes a fresh look; may take as long as a network question takes
     * @param progress is told what happens, one line at a time
     */
    public Readiness(Supplier<Sight> look, Consumer<String> progress) {
        this.look = look;
        this.progress = progress;
    }

    /**
     * Waits.
     *
     * @param since the gateway must have begun its start after this moment of {@link System#nanoTime}; an older one, which is
     *     about to be replaced, counts as not there
     * @param launched whether the manager has finished its part, so that a process that isn't there won't come any more
     */
    public Outcome await(long since, Supplier<Boolean> launched, Patience patience) throws InterruptedException {
        Course course = new Course();
        while (true) {
            boolean wasLaunched = launched.get();
            Sight sight = look.get();
            long now = System.nanoTime();
            Optional<Startup> startup = sight.startup().filter(answer -> isNew(answer, since, now));
            if (startup.filter(Startup::started).isPresent()) {
                return new Outcome.Ready(startup.get());
            }
            course.note(startup, sight.process(), now);
            if (course.endedForGood(wasLaunched && startup.isEmpty() && hasEnded(sight))) {
                return new Outcome.Ended(sight.process().map(ServiceSupervisor.State::detail).orElse(""));
            }
            String phase = startup.map(Startup::phase).orElse("");
            if (now - course.begun >= patience.most().toNanos()) {
                return new Outcome.StillStarting(phase);
            }
            if (now - course.lastProgress >= patience.stall().toNanos()) {
                return new Outcome.Stalled(phase);
            }
            // An interruptible pause: nobody ever counts the latch down.
            if (never.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError();
            }
        }
    }

    /** What has been seen so far. A sign seen before is no progress: a process that dies again and again shows them all. */
    private final class Course {
        private final long begun = System.nanoTime();
        private final Set<String> seen = new HashSet<>();
        private long lastProgress = begun;
        private long lastWord = begun;
        private String lastSign = "";
        private int ended;

        void note(Optional<Startup> startup, Optional<ServiceSupervisor.State> process, long now) {
            String sign = sign(startup, process);
            if (seen.add(startup.map(answer -> "phase " + answer.phase()).orElse(sign.replaceAll("\\d", "")))) {
                lastProgress = now;
            }
            if (!sign.equals(lastSign)) {
                progress.accept(sign);
                lastSign = sign;
                lastWord = now;
            } else if (now - lastWord >= REMINDER.toNanos()) {
                progress.accept(sign + ", " + (now - begun) / 1_000_000_000 + " s");
                lastWord = now;
            }
        }

        boolean endedForGood(boolean hasEnded) {
            ended = hasEnded ? ended + 1 : 0;
            return ended >= ENDED_FOR_GOOD;
        }
    }

    private static boolean isNew(Startup answer, long since, long now) {
        return !answer.draining() && answer.uptimeMillis() <= (now - since) / 1_000_000;
    }

    // A manager that waits before it starts the process again says so in its word for the state.
    private static boolean hasEnded(Sight sight) {
        return sight.process()
                .filter(state -> !state.active() && state.pid() == 0 && !state.detail().contains("activating"))
                .isPresent();
    }

    private static String sign(Optional<Startup> startup, Optional<ServiceSupervisor.State> process) {
        if (startup.isPresent()) {
            return "starting (" + startup.get().phase() + ")";
        }
        return process.filter(state -> state.pid() != 0)
                .map(state -> "starting (process " + state.pid() + ")")
                .orElseGet(() -> "waiting for the process" + process.map(state -> ": " + state.detail()).orElse(""));
    }
}
