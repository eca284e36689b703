package org.openclaw.appliance.cli;

/** Runs the gateway in this process until it stops. */
@FunctionalInterface
public interface GatewayRunner {

    /** @return the process's exit status */
    int run(RunOptions options, Invocation in) throws CommandException, InterruptedException;
}
