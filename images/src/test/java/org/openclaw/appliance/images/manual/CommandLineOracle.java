package org.openclaw.appliance.images.manual;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.openclaw.appliance.cli.Cli;
import org.openclaw.appliance.cli.Commands;
import org.openclaw.appliance.cli.Invocation;
import org.openclaw.appliance.cli.RootFlags;
import org.openclaw.appliance.cli.StandardCommands;
import org.openclaw.appliance.cli.Surroundings;
import org.openclaw.appliance.cli.Terminal;

/** Asks the program's own command line about commands: it reads each to its end, and none is run. */
final class CommandLineOracle {

    private final Commands commands = StandardCommands.all((options, in) -> {
        throw new AssertionError("a gateway would have been started");
    });

    /** What the program has against these words; empty for nothing. */
    Optional<String> objection(List<String> words) throws InterruptedException {
        Listener listener = new Listener();
        try {
            int status = new Cli(commands, new Nowhere()).run(words, new Terminal(listener, Terminal.Look.PLAIN));
            return status == 0 ? Optional.empty() : Optional.of(String.join("\n", listener.errors));
        } catch (Understood e) {
            return Optional.empty();
        }
    }

    /** The first words of all commands. */
    Set<String> groups() {
        Set<String> groups = new TreeSet<>();
        commands.all().forEach(entry -> groups.add(entry.name().split(" ")[0]));
        return groups;
    }

    private static final class Listener implements Terminal.Sink {

        private final List<String> errors = new ArrayList<>();

        @Override
        public void out(String line) {}

        @Override
        public void err(String line) {
            errors.add(line);
        }
    }

    /** The command line was read, and the command is about to be run. */
    private static final class Understood extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** Where no command runs. */
    private static final class Nowhere implements Surroundings {

        @Override
        public Invocation enter(RootFlags flags, Terminal terminal) {
            throw new Understood();
        }

        @Override
        public boolean serves(Commands.Entry entry) {
            return true;
        }
    }
}
