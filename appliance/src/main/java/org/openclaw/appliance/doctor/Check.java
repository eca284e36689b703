package org.openclaw.appliance.doctor;

import java.util.List;

/**
 * Looks at one thing. Changes nothing, whatever it finds; gets along with a missing or broken configuration and without a
 * gateway; comes back within seconds.
 */
public interface Check {

    /** Names it in reports, for ever: {@code core/doctor/gateway-auth}. */
    String id();

    /** What it found; empty where it has nothing to say here. */
    List<Finding> run(Instance instance) throws InterruptedException;
}
