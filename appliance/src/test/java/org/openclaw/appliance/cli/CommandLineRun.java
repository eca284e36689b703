package org.openclaw.appliance.cli;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.openclaw.appliance.cli.Recording.Outcome;
import org.openclaw.appliance.config.Environment;
import org.openclaw.appliance.platform.Platform;

/** Runs commands as a user of a home directory would, on a platform of the test's choice. */
final class CommandLineRun {

    final Map<String, String> variables = new HashMap<>();
    private final Path home;
    private final Platform platform;

    CommandLineRun(Path home, Platform platform) {
        this.home = home;
        this.platform = platform;
    }

    /** Runs the words where nobody sits at the terminal. */
    Outcome of(String... words) throws InterruptedException {
        return of(Terminal.Look.PLAIN, words);
    }

    Outcome of(Terminal.Look look, String... words) throws InterruptedException {
        return of(StandardCommands.all((options, in) -> 0), look, words);
    }

    /** @param commands those there are */
    Outcome of(Commands commands, Terminal.Look look, String... words) throws InterruptedException {
        Recording lines = new Recording();
        Environment environment = new Environment(variables, home, home, "tester");
        LocalSurroundings local = new LocalSurroundings(environment, action -> () -> {});
        Surroundings surroundings = new Surroundings() {
            @Override
            public Invocation enter(RootFlags flags, Terminal terminal) throws CommandException {
                Invocation in = local.enter(flags, terminal);
                return new Invocation(in.terminal(), in.environment(), in.paths(), in.gateway(), in.interrupts(),
                        () -> platform, in.clock());
            }

            @Override
            public boolean serves(Commands.Entry entry) {
                return true;
            }
        };
        Cli cli = new Cli(commands, surroundings);
        int status = cli.run(List.of(words), new Terminal(lines, look));
        return lines.outcome(status);
    }
}
