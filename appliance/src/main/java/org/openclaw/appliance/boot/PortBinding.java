package org.openclaw.appliance.boot;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.openclaw.appliance.platform.ProcessInspector;

/** Gets the port, waiting a while for a predecessor that is just leaving, and names the owner when it won't leave. */
public final class PortBinding {

    /** How often binding is tried. */
    public static final int ATTEMPTS = 20;

    /** Pause between two attempts. */
    public static final Duration PAUSE = Duration.ofMillis(500);

    /** Binds once. */
    @FunctionalInterface
    public interface Attempt {

        /** @return the address in use, or empty when bound */
        Optional<Taken> bind() throws IOException;
    }

    /** @param reason the system's word for why, such as {@code EADDRINUSE: address already in use} */
    public record Taken(String host, int port, boolean inUse, String reason) {}

    private final int attempts;
    private final Duration pause;
    private final ProcessInspector processes;

    public PortBinding(ProcessInspector processes) {
        this(ATTEMPTS, PAUSE, processes);
    }

    PortBinding(int attempts, Duration pause, ProcessInspector processes) {
        this.attempts = attempts;
        this.pause = pause;
        this.processes = processes;
    }

    /** @throws StartRefused when the port can't be had */
    public void bind(Attempt attempt) throws StartRefused {
        try {
            Optional<Taken> taken = attempt.bind();
            for (int tried = 1; taken.isPresent() && taken.get().inUse() && tried < attempts; tried++) {
                LockSupport.parkNanos(pause.toNanos());
                taken = attempt.bind();
            }
            if (taken.isPresent()) {
                throw taken.get().inUse()
                        ? StartRefused.occupied(ExitCode.FAILURE, refusal(taken.get()))
                        : new StartRefused(ExitCode.FAILURE, refusal(taken.get()));
            }
        } catch (IOException e) {
            throw new StartRefused(ExitCode.FAILURE, "Gateway failed to start: can't open a listener: " + e.getMessage());
        }
    }

    private String refusal(Taken taken) {
        String address = taken.host() + ":" + taken.port();
        if (!taken.inUse()) {
            return "Gateway failed to start: can't listen on " + address + ": " + taken.reason()
                    + "; check gateway.bind and gateway.customBindHost, and that ports below 1024 are allowed to this user";
        }
        String owner = processes.listenerOn(taken.port())
                .map(found -> "; the port is held by pid " + found.pid()
                        + (found.command().isEmpty() ? "" : " (" + found.command() + ")"))
                .orElse("");
        return "Gateway failed to start: another gateway instance is already listening on ws://" + address
                + " | listen EADDRINUSE: address already in use " + address + owner
                + "; stop it, or choose another port with `openclaw config set gateway.port <port>`";
    }
}
