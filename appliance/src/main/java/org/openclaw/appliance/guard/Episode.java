package org.openclaw.appliance.guard;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * A time in which memory was short.
 *
 * @param beganAt wall clock, milliseconds
 * @param endedAt empty while it lasts, and when the process ended in it
 * @param level the worst level
 * @param reason what called for it
 * @param agreed the worst level that was acted upon
 * @param mostRss the largest size of the process, bytes, or -1
 * @param leastAvailable the least the machine had left, bytes, or -1
 * @param budget what the process may use, bytes
 */
public record Episode(
        long beganAt,
        OptionalLong endedAt,
        Level level,
        Optional<Reason> reason,
        Level agreed,
        long mostRss,
        long leastAvailable,
        long budget) {}
