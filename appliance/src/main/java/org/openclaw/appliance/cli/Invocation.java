package org.openclaw.appliance.cli;

import java.time.Clock;
import java.util.function.Supplier;
import org.openclaw.appliance.config.Environment;
import org.openclaw.appliance.config.StatePaths;
import org.openclaw.appliance.platform.Platform;

/**
 * What one run of a command works with.
 *
 * @param terminal where it talks
 * @param environment variables and working directory
 * @param paths the instance's files
 * @param gateway how to reach the instance's gateway
 * @param interrupts Ctrl-C
 * @param platformSource the operating system, found when first asked for: few commands need it
 * @param clock the time of day
 */
public record Invocation(
        Terminal terminal,
        Environment environment,
        StatePaths paths,
        GatewayAccess gateway,
        Interrupts interrupts,
        Supplier<Platform> platformSource,
        Clock clock) {

    /** The operating system. */
    public Platform platform() {
        return platformSource.get();
    }
}
