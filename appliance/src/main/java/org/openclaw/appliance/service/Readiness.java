package org.openclaw.appliance.service;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
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
     * @param startedAfter the gateway must have begun its start after this moment of {@link System#nanoTime}: an older one is
     *     about to be replaced. Empty where any will do
     * @param job the order that starts it
     */
    public Outcome await(OptionalLong startedAfter, SupervisorJob job, Patience patience) throws InterruptedException {
        Course course = new Course();
        while (true) {
            boolean ordered = job.isDone();
            Sight sight = look.get();
            long now = System.nanoTime();
            Optional<Startup> startup = sight.startup().filter(answer -> isMeant(answer, startedAfter, now));
            if (startup.filter(Startup::started).isPresent()) {
                return new Outcome.Ready(startup.get());
            }
            course.note(sight, startup, now);
            boolean ended = ordered && startup.isEmpty() && hasEnded(sight);
            if (job.failure().isPresent() || course.endedForGood(ended)) {
                return new Outcome.Ended(sight.process().map(ServiceSupervisor.State::detail).orElse("stopped"));
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

        void note(Sight sight, Optional<Startup> startup, long now) {
            String sign = sign(sight, startup);
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

    private static boolean isMeant(Startup answer, OptionalLong startedAfter, long now) {
        return !answer.draining()
                && (startedAfter.isEmpty() || answer.uptimeMillis() <= (now - startedAfter.getAsLong()) / 1_000_000);
    }

    // A manager that waits before it starts the process again says so in its word for the state.
    private static boolean hasEnded(Sight sight) {
        return sight.process()
                .filter(state -> !state.active() && state.pid() == 0 && !state.detail().contains("activating"))
                .isPresent();
    }

    /** @param startup the word of the gateway that is waited for, not of an older one */
    private static String sign(Sight sight, Optional<Startup> startup) {
        if (startup.isPresent()) {
            return "starting (" + startup.get().phase() + ")";
        }
        if (sight.startup().isPresent()) {
            return sight.startup().get().draining() ? "the old process finishes its work" : "waiting for the old process to stop";
        }
        return sight.process().filter(state -> state.pid() != 0)
                .map(state -> "starting (process " + state.pid() + ")")
                .orElseGet(() -> "waiting for the process"
                        + sight.process().map(state -> ": " + state.detail()).orElse(""));
    }
}
