package org.openclaw.appliance.watchdog;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;

/** One look at all parts: what was demanded, and who has answered. */
final class Look {

    private final List<Part> parts;
    private final AtomicIntegerArray answered;
    private final CountDownLatch missing;

    private Look(List<Part> parts) {
        this.parts = parts;
        this.answered = new AtomicIntegerArray(parts.size());
        this.missing = new CountDownLatch(parts.size());
    }

    static Look at(List<Part> parts) {
        Look look = new Look(parts);
        for (int index = 0; index < parts.size(); index++) {
            look.demand(index);
        }
        return look;
    }

    private void demand(int index) {
        try {
            parts.get(index).proof().demand(() -> answer(index));
        } catch (RejectedExecutionException e) {
            // A part that takes nothing more makes no progress; it just never answers.
            return;
        }
    }

    private void answer(int index) {
        if (answered.getAndSet(index, 1) == 0) {
            missing.countDown();
        }
    }

    /** @return whether all have answered */
    boolean await(long nanos) throws InterruptedException {
        return missing.await(nanos, TimeUnit.NANOSECONDS);
    }

    /** The names of those that haven't answered, comma-separated. */
    String late() {
        return String.join(
                ", ",
                IntStream.range(0, parts.size())
                        .filter(index -> answered.get(index) == 0)
                        .mapToObj(index -> parts.get(index).name())
                        .toList());
    }
}
