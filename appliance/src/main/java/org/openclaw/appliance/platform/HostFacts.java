package org.openclaw.appliance.platform;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** What this machine is: facts that don't change while the process lives, and its clocks. Thread-safe. */
public interface HostFacts {

    /** {@code linux}, {@code darwin} or {@code win32}, as clients name it. */
    String platform();

    /** The kernel's release, or "unknown". */
    String release();

    /** {@code x64}, {@code arm64}, … as clients name it. */
    String arch();

    /** The host's name, never empty. */
    String hostname();

    /** The board's or machine's model as the firmware tells it, or "unknown". */
    String model();

    /** How many processors this process may use, at least 1. */
    int processors();

    /** Installed memory in bytes, or empty where it can't be read. */
    OptionalLong totalMemoryBytes();

    /** Time since the machine booted, in milliseconds, or empty where it can't be read. */
    OptionalLong hostUptimeMillis();

    /** 1, 5 and 15 minute load averages; empty where the system has none. */
    List<Double> loadAverage();

    /** Temperature of the processor in degrees Celsius; empty where there is no sensor. */
    default OptionalDouble temperatureCelsius() {
        return OptionalDouble.empty();
    }

    /** Addresses at which other machines may reach this one, IPv4 first; never loopback. */
    List<String> addresses();

    /** The home directory of an account of this machine; empty where there is no such account or it can't be known. */
    default Optional<Path> homeOf(String account) {
        return Optional.empty();
    }

    /**
     * Settings of this machine that would leave a small gateway more memory, or warn it earlier: one sentence each, with the
     * change to make. Empty where there is nothing to better.
     */
    default List<String> advice() {
        return List.of();
    }

    /** True inside a container. */
    boolean inContainer();
}
