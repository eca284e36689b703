package org.openclaw.appliance.cli;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** The time between two looks of a command that keeps looking. */
final class Pause {

    private Pause() {}

    /** @throws InterruptedException when the person in front of it has had enough */
    static void of(Duration time) throws InterruptedException {
        long until = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }
}
