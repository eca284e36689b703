package org.openclaw.appliance.platform;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Time between two looks at something that changes on its own and tells nobody. */
@FunctionalInterface
public interface Pause {

    /** Waits that long. */
    void of(Duration time) throws InterruptedException;

    /** Real time. */
    static Pause real() {
        return time -> new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * Looks at once and then after every step, until it is so or the time is up.
     *
     * @return whether it became so
     */
    default boolean until(BooleanSupplier condition, Duration most, Duration step) throws InterruptedException {
        for (long looks = most.dividedBy(step); !condition.getAsBoolean(); looks--) {
            if (looks <= 0) {
                return false;
            }
            of(step);
        }
        return true;
    }
}
