package org.openclaw.appliance.boot;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.openclaw.appliance.platform.ProcessInspector;
import org.openclaw.appliance.platform.ProcessInspector.Owner;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/** Ends whoever listens on the port this gateway wants, because the operator said so. */
public final class PortEviction {

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int CONNECT_MILLIS = 500;
    private static final TaggedLogger LOG = Logger.tag("gateway");

    private final ProcessInspector processes;
    private final boolean attended;

    /** @param attended whether a person sits at the terminal: no script ends a gateway that works */
    public PortEviction(ProcessInspector processes, boolean attended) {
        this.processes = processes;
        this.attended = attended;
    }

    /**
     * Returns when nobody known listens on the port: asked to end first, killed after three seconds.
     *
     * @throws StartRefused when somebody does and can't be named, mustn't be ended, or won't end
     */
    public void evict(int port) throws StartRefused, InterruptedException {
        Optional<Owner> owner = processes.listenerOn(port);
        if (owner.isEmpty()) {
            if (answers(port)) {
                throw refused("--force: port " + port + " is in use, but not by a process this user may see; "
                        + "end it as its own user or as root, or choose another port with --port");
            }
            LOG.info("--force: nobody listens on port {}", port);
            return;
        }
        if (!attended && RunningGateway.isHealthy(port)) {
            throw refused("--force: " + name(owner.get()) + " on port " + port + " is a gateway that works, and nobody is at "
                    + "this terminal to mean it; stop it with `openclaw gateway stop` or `kill " + owner.get().pid() + "`");
        }
        end(owner.get(), port);
    }

    private static void end(Owner owner, int port) throws StartRefused, InterruptedException {
        Optional<ProcessHandle> process = ProcessHandle.of(owner.pid());
        if (process.isEmpty()) {
            return;
        }
        if (!process.get().destroy()) {
            throw refused("--force: " + name(owner) + " on port " + port + " can't be ended by this user; "
                    + "end it as its own user or as root, or choose another port with --port");
        }
        if (gone(process.get())) {
            LOG.warn("--force: ended {} on port {}", name(owner), port);
            return;
        }
        process.get().destroyForcibly();
        if (!gone(process.get())) {
            throw refused("--force: " + name(owner) + " on port " + port + " doesn't end, not even when it is killed");
        }
        LOG.warn("--force: killed {} on port {}, which did not end within {} s", name(owner), port, PATIENCE.toSeconds());
    }

    private static boolean gone(ProcessHandle process) throws InterruptedException {
        try {
            process.onExit().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return !process.isAlive();
        }
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static String name(Owner owner) {
        return "pid " + owner.pid() + (owner.command().isEmpty() ? "" : " (" + owner.command() + ")");
    }

    private static StartRefused refused(String message) {
        return new StartRefused(ExitCode.FAILURE, message);
    }
}
