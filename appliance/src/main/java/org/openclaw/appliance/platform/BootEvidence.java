package org.openclaw.appliance.platform;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What this machine remembers of the processes that ran on it, and of itself. Thread-safe; never throws. Where a system has
 * no answer, the answer is empty: the defaults are those of a system of which nothing is known.
 */
public interface BootEvidence {

    /** The counter of the whole machine in {@link #oomKills()}. */
    String MACHINE = "machine";

    /** Whether the machine's clock follows a time source. Boards without a clock battery start in the past. */
    enum Clock {
        SYNCHRONISED,
        UNSYNCHRONISED,
        UNKNOWN;

        /** How people and the wire spell it. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What marks this run of the machine: another one after every restart of it. */
    default Optional<String> bootId() {
        return Optional.empty();
    }

    /** How long this process has existed, in milliseconds on the monotonic clock. */
    default OptionalLong processAgeMillis() {
        return OptionalLong.empty();
    }

    /**
     * How often the kernel has killed processes for want of memory, per counter. Counters only grow, until the machine or the
     * group they belong to starts anew. At most a dozen.
     *
     * @return {@link #MACHINE} for the whole machine; the path of a memory control group for the groups around this process,
     *     the innermost first
     */
    default Map<String, Long> oomKills() {
        return Map.of();
    }

    /**
     * The kernel's own record that it killed a process for want of memory, in the kernel's words, shortened. Reads logs and
     * may take seconds.
     *
     * @param pid a process of this run of the machine that is gone
     */
    default Optional<String> oomRecord(long pid) throws InterruptedException {
        return Optional.empty();
    }

    /** Why the machine itself was reset, as a hardware watchdog tells it; empty where there is none or it didn't. */
    default Optional<String> resetCause() {
        return Optional.empty();
    }

    /** Whether the clock follows a time source. May take a while on its first call. */
    default Clock clock() {
        return Clock.UNKNOWN;
    }

    /**
     * A directory that lives in memory until the machine stops, where writing wears no flash. It exists, is this user's, and
     * nobody else can read it.
     */
    default Optional<Path> volatileDirectory() {
        return Optional.empty();
    }

    /** Directories that people can write to with the device's card in another computer; there they may ask for safe mode. */
    default List<Path> bootPartitions() {
        return List.of();
    }
}
