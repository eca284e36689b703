package org.openclaw.appliance.provider;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What the built-in responder may tell about this device. Every call gives a fresh figure at once, without blocking I/O;
 * what this system can't tell is empty. Thread-safe.
 */
public interface DeviceFacts {

    /** The gateway's version, such as {@code 0.1.0}. */
    String version();

    /** The host's name, never empty. */
    String hostname();

    /** The board's or machine's model, or "unknown". */
    String hardware();

    /** Installed memory, in bytes. */
    OptionalLong memoryTotalBytes();

    /** Memory that could be had without swapping, in bytes. */
    OptionalLong memoryAvailableBytes();

    /** Resident memory of the gateway, in bytes. */
    OptionalLong gatewayMemoryBytes();

    /** Time since the machine booted, in milliseconds. */
    OptionalLong hostUptimeMillis();

    /** Time since the gateway started, in milliseconds. */
    long gatewayUptimeMillis();

    /** Size of the file system that holds the gateway's state, in bytes. */
    OptionalLong diskTotalBytes();

    /** Free space on that file system, in bytes. */
    OptionalLong diskFreeBytes();

    /** 1, 5 and 15 minute load averages; empty where the system has none. */
    List<Double> loadAverage();

    /** Temperature of the processor in degrees Celsius. */
    OptionalDouble temperatureCelsius();

    /** Addresses at which other machines may reach this one; never loopback. */
    List<String> addresses();

    /** The gateway's TCP port. */
    int port();

    /** How many clients are connected now. */
    int clients();
}
