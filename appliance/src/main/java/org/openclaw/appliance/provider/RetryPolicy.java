package org.openclaw.appliance.provider;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * When to ask the same model again: exponential back-off with jitter, never sooner than the provider asked.
 *
 * @param maxAttempts how often one model is asked in all, at least 1
 * @param first the back-off after the first failure; doubles with each further one
 * @param cap the longest back-off
 * @param longestRequested the longest wait a provider may ask for; beyond it the model counts as failed
 */
record RetryPolicy(int maxAttempts, Duration first, Duration cap, Duration longestRequested) {

    static final RetryPolicy STANDARD =
            new RetryPolicy(4, Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofSeconds(60));

    /**
     * How long to wait before the next attempt.
     *
     * @param attempt how many attempts failed so far, from 1
     * @return empty when there should be none
     */
    Optional<Duration> pause(int attempt, ProviderException.Retry retry, RandomGenerator random) {
        if (attempt >= maxAttempts || !retry.worthwhile() || retry.after().compareTo(longestRequested) > 0) {
            return Optional.empty();
        }
        long backOff = Math.min(cap.toMillis(), first.toMillis() << Math.min(attempt - 1, 20));
        long jittered = Math.max(backOff, retry.after().toMillis()) + random.nextLong(backOff / 4 + 1);
        return Optional.of(Duration.ofMillis(jittered));
    }
}
