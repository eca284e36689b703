package org.openclaw.appliance.cli;

/** Where commands run: in a JVM of their own, or inside the gateway. */
public interface Surroundings {

    /** What a command works with, once the root flags are known. */
    Invocation enter(RootFlags flags, Terminal terminal) throws CommandException;

    /** Whether a command of this kind may run here. */
    boolean serves(Commands.Entry entry);
}
