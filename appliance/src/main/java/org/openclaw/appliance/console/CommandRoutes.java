package org.openclaw.appliance.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.openclaw.appliance.access.SharedSecret;
import org.openclaw.appliance.cli.Cli;
import org.openclaw.appliance.cli.Commands;
import org.openclaw.appliance.cli.Invocation;
import org.openclaw.appliance.cli.RootFlags;
import org.openclaw.appliance.cli.RunFile;
import org.openclaw.appliance.cli.StandardCommands;
import org.openclaw.appliance.cli.Surroundings;
import org.openclaw.appliance.cli.Terminal;
import org.openclaw.appliance.config.Environment;
import org.openclaw.appliance.config.StatePaths;
import org.openclaw.appliance.platform.Platform;
import org.openclaw.appliance.protocol.ProductVersion;
import org.openclaw.appliance.rpc.Dispatcher;
import org.openclaw.appliance.server.HttpCall;
import org.openclaw.appliance.server.Route;

/**
 * Runs commands of the launcher inside the gateway, which spares the board a second Java machine. The caller proves with a
 * key that it may read the owner's files; the key lives as long as the gateway's process.
 */
public final class CommandRoutes implements Route.Source {

    private static final String PATH = "/__openclaw__/cli";
    private static final String KEY_HEADER = "x-openclaw-cli-key";
    private static final int LONGEST_REQUEST = 1024 * 1024;
    private static final int MOST_AT_ONCE = 16;

    private final Dispatcher dispatcher;
    private final Environment environment;
    private final StatePaths paths;
    private final Platform platform;
    private final Clock clock;
    private final String key = SharedSecret.newToken();
    private final Semaphore permits = new Semaphore(MOST_AT_ONCE);
    private final Unfinished unfinished = new Unfinished();
    private final long startedAt;
    private volatile RunFile runFile;
    private volatile boolean settling;

    public CommandRoutes(
            Dispatcher dispatcher, Environment environment, StatePaths paths, Platform platform, Clock clock) {
        this.dispatcher = dispatcher;
        this.environment = environment;
        this.paths = paths;
        this.platform = platform;
        this.clock = clock;
        this.startedAt = clock.millis();
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.open("POST", PATH, this::handle));
    }

    /** Tells launchers where to come; call when the port is open. @param port where the gateway listens */
    public void open(int port) throws IOException {
        RunFile file = new RunFile(port, key, ProcessHandle.current().pid(), ProductVersion.text(), paths.configFile());
        file.write(paths.runDir());
        runFile = file;
    }

    /** Tells launchers to come no more. */
    public void close() throws IOException {
        RunFile file = runFile;
        if (file != null) {
            file.remove(paths.runDir());
        }
    }

    /**
     * Takes no more commands, and lets those that run come to their end: a restart that a command brings about must not cut off
     * the next one.
     *
     * @return whether all have ended
     */
    public boolean settle(Duration patience) {
        settling = true;
        return unfinished.awaitNone(patience);
    }

    private void handle(HttpCall call) throws IOException {
        if (!call.peer().loopback() || call.peer().forwarded() || call.peer().origin() != null || !hasKey(call)) {
            call.error(403, "forbidden", "this route belongs to the launcher on this machine");
            return;
        }
        Request request;
        try {
            request = Request.read(call.body(LONGEST_REQUEST));
        } catch (HttpCall.TooLarge e) {
            call.error(413, "too_large", e.getMessage());
            return;
        } catch (IllegalArgumentException e) {
            call.error(400, "invalid_request", "not a command: " + e.getMessage());
            return;
        }
        if (!permits.tryAcquire()) {
            call.error(503, "busy", "too many commands at once");
            return;
        }
        Runnable over = unfinished.begun();
        try {
            if (settling) {
                call.error(503, "stopping", "the gateway is stopping");
            } else {
                run(call, request, over);
            }
        } finally {
            over.run();
            permits.release();
        }
    }

    private boolean hasKey(HttpCall call) {
        byte[] given = call.header(KEY_HEADER).orElse("").getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(given, key.getBytes(StandardCharsets.UTF_8));
    }

    private void run(HttpCall call, Request request, Runnable over) throws IOException {
        Cancel cancel = new Cancel(Thread.currentThread());
        call.onDisconnect(cancel::now);
        Cli cli = new Cli(StandardCommands.served(), new Inside(cancel));
        Lines lines = new Lines(call.stream(200, "text/plain; charset=utf-8"), over);
        try {
            if (cli.serves(request.words())) {
                lines.accepted();
                lines.exit(cli.run(request.words(), new Terminal(lines, request.look())));
            } else {
                lines.notServed();
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (InterruptedException callerIsGone) {
            // Nobody is left to tell.
            return;
        } finally {
            cancel.over();
        }
    }

    /** The gateway's own environment and files; its methods without a detour over the network. */
    private final class Inside implements Surroundings {
        private final Cancel cancel;

        Inside(Cancel cancel) {
            this.cancel = cancel;
        }

        @Override
        public Invocation enter(RootFlags flags, Terminal terminal) {
            RunFile file = runFile;
            int port = file == null ? 0 : file.port();
            return new Invocation(
                    terminal,
                    environment,
                    paths,
                    new InsideAccess(dispatcher, port, clock, startedAt),
                    cancel,
                    () -> platform,
                    clock);
        }

        @Override
        public boolean serves(Commands.Entry entry) {
            return entry.place() == Commands.Place.ANYWHERE;
        }
    }
}
