package org.openclaw.appliance.service;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.openclaw.appliance.platform.ServiceException;

/** One order to the service manager, carried out while somebody watches what becomes of it. Thread-safe. */
public final class SupervisorJob {

    /** What the manager is told to do. */
    @FunctionalInterface
    public interface Order {
        void run() throws ServiceException, InterruptedException;
    }

    private final CountDownLatch done = new CountDownLatch(1);
    private final AtomicReference<String> failure = new AtomicReference<>();

    private SupervisorJob() {}

    /** Begins to carry it out. */
    public static SupervisorJob begin(Order order) {
        SupervisorJob job = new SupervisorJob();
        Thread.ofVirtual().name("service-manager").start(() -> job.carryOut(order));
        return job;
    }

    /** Nothing to do: whatever is watched runs already, or somebody else starts it. */
    public static SupervisorJob none() {
        SupervisorJob job = new SupervisorJob();
        job.done.countDown();
        return job;
    }

    private void carryOut(Order order) {
        try {
            order.run();
        } catch (ServiceException e) {
            failure.set(e.getMessage());
        } catch (InterruptedException e) {
            failure.set("interrupted");
        } catch (RuntimeException e) {
            failure.set("the service manager can't be used: " + e);
        } finally {
            done.countDown();
        }
    }

    public boolean isDone() {
        return done.getCount() == 0;
    }

    /** Why it failed, a sentence for the operator; empty while it is under way and when all went well. */
    public Optional<String> failure() {
        return isDone() ? Optional.ofNullable(failure.get()) : Optional.empty();
    }

    /** Waits for the end, at most so long. @return whether it is done */
    public boolean await(Duration patience) throws InterruptedException {
        return done.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }
}
