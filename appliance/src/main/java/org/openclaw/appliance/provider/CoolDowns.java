package org.openclaw.appliance.provider;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Which credentials failed lately with which models and rest: 30 s after a first failure, 1 min after a second in a row, then
 * 5 min; never less than the provider asked for. Kept in memory, for at most {@value #MOST} of them, so a restart forgives
 * everything. Thread-safe.
 */
final class CoolDowns {

    /** How long a credential rests whose account has run out. */
    static final Duration WITHOUT_CREDIT = Duration.ofMinutes(10);

    private static final int MOST = 64;
    private static final Duration[] STEPS = {Duration.ofSeconds(30), Duration.ofMinutes(1), Duration.ofMinutes(5)};

    /**
     * What rests.
     *
     * @param profile the credential
     * @param model null for all of the provider's
     */
    record Place(String provider, String profile, String model) {

        Place forEveryModel() {
            return new Place(provider, profile, null);
        }
    }

    /** @param until milliseconds since 1970 @param length milliseconds */
    private record Rest(int failures, long until, long length) {}

    private final Clock clock;
    private final Map<Place, Rest> rests = new LinkedHashMap<>(16, 0.75f, true);

    CoolDowns(Clock clock) {
        this.clock = clock;
    }

    /** @param least how long it rests at the least */
    synchronized void failed(Place place, Duration least) {
        Rest before = rests.get(place);
        int failures = before == null ? 0 : before.failures();
        long length = Math.max(STEPS[Math.min(failures, STEPS.length - 1)].toMillis(), least.toMillis());
        rests.put(place, new Rest(failures + 1, clock.millis() + length, length));
        if (rests.size() > MOST) {
            rests.remove(rests.keySet().iterator().next());
        }
    }

    synchronized void succeeded(Place place) {
        rests.remove(place);
        rests.remove(place.forEveryModel());
    }

    synchronized void clear() {
        rests.clear();
    }

    /** When it may be tried again, milliseconds since 1970; empty when it may be now. */
    synchronized OptionalLong until(Place place) {
        long until = Math.max(end(place), end(place.forEveryModel()));
        return until > 0 ? OptionalLong.of(until) : OptionalLong.empty();
    }

    private long end(Place place) {
        Rest rest = rests.get(place);
        if (rest == null) {
            return 0;
        }
        long left = rest.until() - clock.millis();
        // A clock that was set back must not make a model rest for days.
        return left > 0 && left <= rest.length() ? rest.until() : 0;
    }
}
