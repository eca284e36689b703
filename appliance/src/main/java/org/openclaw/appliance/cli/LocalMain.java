package org.openclaw.appliance.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.config.Environment;

/** The command line of a process of its own. */
public final class LocalMain {

    /** 128 + SIGPIPE, which the JVM ignores. */
    private static final int BROKEN_PIPE = 141;

    private LocalMain() {}

    /**
     * Runs the words and returns the exit status.
     *
     * @param runner runs the gateway for {@code gateway run}
     */
    public static int run(List<String> args, Environment environment, GatewayRunner runner) throws InterruptedException {
        LocalSurroundings surroundings = new LocalSurroundings(environment, LocalMain::onShutdown);
        try (Streams streams = new Streams()) {
            Terminal terminal = new Terminal(streams, look(environment));
            Optional<PlainGateway> gateway = PlainGateway.of(args);
            return gateway.isPresent()
                    ? run(gateway.get(), surroundings, terminal, runner)
                    : new Cli(StandardCommands.all(runner), surroundings).run(args, terminal);
        } catch (OutputClosed readerHasGone) {
            return BROKEN_PIPE;
        }
    }

    private static int run(
            PlainGateway gateway, LocalSurroundings surroundings, Terminal terminal, GatewayRunner runner)
            throws InterruptedException {
        try {
            Invocation in = surroundings.enterQuietly(gateway.instance(), terminal);
            return runner.run(RunFlags.options(gateway, in), in);
        } catch (CommandException e) {
            return Cli.report(e, terminal, false);
        }
    }

    // The launcher has looked already; asking the operating system from here would cost more than many commands do.
    private static Terminal.Look look(Environment environment) {
        boolean interactive = Boolean.getBoolean("openclaw.terminal.interactive");
        boolean colour = interactive
                && environment.get("NO_COLOR").isEmpty()
                && environment.get("TERM").filter(term -> !term.equals("dumb")).isPresent();
        return new Terminal.Look(colour, Integer.getInteger("openclaw.terminal.columns", 80), interactive);
    }

    private static Interrupts.Handle onShutdown(Runnable action) {
        Thread hook = new Thread(action, "interrupt");
        Runtime.getRuntime().addShutdownHook(hook);
        return () -> {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException shutdownHasBegun) {
                return;
            }
        };
    }

    private static final class OutputClosed extends RuntimeException {
        private static final long serialVersionUID = 1;

        OutputClosed() {
            super("standard output is closed", null, false, false);
        }
    }

    private static final class Streams implements Terminal.Sink, AutoCloseable {
        private final PrintStream out = stream(FileDescriptor.out);
        private final PrintStream err = stream(FileDescriptor.err);

        // Unlike System.out: UTF-8 whatever the locale, and one write a line.
        private static PrintStream stream(FileDescriptor descriptor) {
            return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
        }

        @Override
        public void out(String line) {
            out.println(line);
            // A command that goes on by itself must not outlive whoever reads it.
            if (out.checkError()) {
                throw new OutputClosed();
            }
        }

        @Override
        public void err(String line) {
            err.println(line);
        }

        @Override
        public void close() {
            out.flush();
            err.flush();
        }
    }
}
