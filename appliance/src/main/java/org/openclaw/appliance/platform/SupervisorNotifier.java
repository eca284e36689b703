package org.openclaw.appliance.platform;

import java.time.Duration;

/** Tells the process supervisor how this process is doing. Calls never throw and do nothing where nobody listens. */
public interface SupervisorNotifier {

    /** True when a supervisor asked to be told. */
    boolean listening();

    void ready();

    void status(String text);

    void stopping();

    /** Asks for more time to start or stop. */
    void extendTimeout(Duration more);
}
