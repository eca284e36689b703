package org.openclaw.appliance;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.openclaw.appliance.boot.RunningGateway;

/** Asks this gateway whether it is live, as any monitor would, until it says so or the thread is interrupted. */
record SelfRequest(int port, Runnable live) implements Runnable {

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    @Override
    public void run() {
        Duration pause = FIRST_PAUSE;
        while (!RunningGateway.isHealthy(port)) {
            LockSupport.parkNanos(pause.toNanos());
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        }
        live.run();
    }
}
