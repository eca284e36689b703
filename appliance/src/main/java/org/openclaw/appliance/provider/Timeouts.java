package org.openclaw.appliance.provider;

import java.time.Duration;

/**
 * How long to wait for a provider.
 *
 * @param connect for one address to accept a connection, and for the TLS handshake after it
 * @param idle without a single byte from the provider
 * @param progress without any part of an answer, though bytes such as keep-alive comments may come
 * @param total for one attempt, from the name look-up to the last byte
 */
record Timeouts(Duration connect, Duration idle, Duration progress, Duration total) {

    /** Patient enough for a small local model to read a long prompt. */
    static final Timeouts STANDARD =
            new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(120), Duration.ofSeconds(180), Duration.ofMinutes(15));

    /** An operator's {@code timeoutSeconds}: it bounds the whole attempt, and silence may last as long. */
    Timeouts withTotal(Duration limit) {
        return new Timeouts(min(connect, limit), limit, limit, limit);
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }
}
