package org.openclaw.appliance.provider;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Which models failed lately and rest: 30 s after a first failure, 1 min after a second in a row, then 5 min. Kept in
 * memory, for at most {@value #MOST} models, so a restart forgives everything. Thread-safe.
 */
final class CoolDowns {

    private static final int MOST = 64;
    private static final Duration[] STEPS = {Duration.ofSeconds(30), Duration.ofMinutes(1), Duration.ofMinutes(5)};

    /** @param until milliseconds since 1970 */
    private record Rest(int failures, long until) {}

    private final Clock clock;
    private final Map<ModelRef, Rest> rests = new LinkedHashMap<>(16, 0.75f, true);

    CoolDowns(Clock clock) {
        this.clock = clock;
    }

    synchronized void failed(ModelRef model) {
        Rest before = rests.get(model);
        int failures = before == null ? 0 : before.failures();
        long rest = STEPS[Math.min(failures, STEPS.length - 1)].toMillis();
        rests.put(model, new Rest(failures + 1, clock.millis() + rest));
        if (rests.size() > MOST) {
            rests.remove(rests.keySet().iterator().next());
        }
    }

    synchronized void succeeded(ModelRef model) {
        rests.remove(model);
    }

    synchronized void clear() {
        rests.clear();
    }

    /** When the model may be tried again, milliseconds since 1970; empty when it may be now. */
    synchronized OptionalLong until(ModelRef model) {
        Rest rest = rests.get(model);
        if (rest == null) {
            return OptionalLong.empty();
        }
        long left = rest.until() - clock.millis();
        // A clock that was set back must not make a model rest for days.
        boolean resting = left > 0 && left <= STEPS[STEPS.length - 1].toMillis();
        return resting ? OptionalLong.of(rest.until()) : OptionalLong.empty();
    }
}
