package org.openclaw.appliance.cli;

import java.time.Clock;
import org.openclaw.appliance.config.Environment;
import org.openclaw.appliance.config.StatePaths;
import org.openclaw.appliance.platform.Platform;

/** A JVM of the command's own: the caller's environment, the gateway over the network. */
public final class LocalSurroundings implements Surroundings {

    private final Environment environment;
    private final Interrupts interrupts;

    public LocalSurroundings(Environment environment, Interrupts interrupts) {
        this.environment = environment;
        this.interrupts = interrupts;
    }

    @Override
    public Invocation enter(RootFlags flags, Terminal terminal) throws CommandException {
        environment.legacyWarning().ifPresent(terminal::err);
        return enterQuietly(flags, terminal);
    }

    /** As {@link #enter}, for the gateway, which puts warnings about the environment into its log. */
    Invocation enterQuietly(RootFlags flags, Terminal terminal) throws CommandException {
        try {
            StatePaths paths = StatePaths.of(environment, flags.profile(), flags.dev());
            Clock clock = Clock.systemUTC();
            return new Invocation(
                    terminal,
                    environment,
                    paths,
                    new NetworkAccess(environment, paths, clock),
                    interrupts,
                    Platform::current,
                    clock);
        } catch (IllegalArgumentException e) {
            throw CommandException.usage(e.getMessage());
        }
    }

    @Override
    public boolean serves(Commands.Entry entry) {
        return true;
    }
}
