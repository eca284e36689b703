package org.openclaw.appliance.tailscale;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Looks now and then whether this machine has got its tailnet address, until it has. Thread-safe. */
public final class LateAddress implements AutoCloseable {

    private static final long PERIOD_MILLIS = 30_000;

    private final Supplier<Optional<String>> address;
    private final Predicate<String> taken;
    private final Executor workers;
    private final Future<?> watch;

    /**
     * Begins to look.
     *
     * @param address what this machine's address is now
     * @param taken takes the address into use; false to be told again later
     */
    public static LateAddress watch(
            Supplier<Optional<String>> address, Predicate<String> taken, ScheduledExecutorService scheduler, Executor workers) {
        return new LateAddress(address, taken, scheduler, workers, PERIOD_MILLIS);
    }

    LateAddress(
            Supplier<Optional<String>> address,
            Predicate<String> taken,
            ScheduledExecutorService scheduler,
            Executor workers,
            long periodMillis) {
        this.address = address;
        this.taken = taken;
        this.workers = workers;
        this.watch = scheduler.scheduleWithFixedDelay(this::look, periodMillis, periodMillis, TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            workers.execute(() -> address.get().filter(taken).ifPresent(found -> close()));
        } catch (RejectedExecutionException e) {
            close();
        }
    }

    /** Whether nobody looks any more. */
    boolean over() {
        return watch.isDone();
    }

    @Override
    public void close() {
        watch.cancel(false);
    }
}
