package org.openclaw.appliance.platform;

import java.time.Duration;
import java.util.OptionalLong;

/** Tells the process supervisor how this process is doing. Calls never throw and do nothing where nobody listens. */
public interface SupervisorNotifier {

    /** True when a supervisor asked to be told. */
    boolean listening();

    void ready();

    void status(String text);

    void stopping();

    /** Asks for more time to start or stop. */
    void extendTimeout(Duration more);

    /** How often at most the supervisor wants to hear {@link #alive}, in microseconds; empty where it doesn't watch. */
    OptionalLong watchdogMicros();

    /** Proves that this process makes progress; the caller has checked that it does. */
    void alive();

    /** The process starts over within itself; {@link #ready} follows. */
    void reloading();

    /** The start failed, for the reason the system calls by this number (errno(3)). */
    void failed(int errno);
}
