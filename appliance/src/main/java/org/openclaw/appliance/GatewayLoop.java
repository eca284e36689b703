package org.openclaw.appliance;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.openclaw.appliance.boot.StartRefused;
import org.openclaw.appliance.config.GatewaySettings;
import org.openclaw.appliance.config.StartRefusal;
import org.openclaw.appliance.log.Logging;
import org.openclaw.appliance.platform.Platform;
import org.openclaw.appliance.restart.RestartLog;
import org.openclaw.appliance.restart.RestartLog.Outcome;
import org.openclaw.appliance.restart.RestartRequest;
import org.openclaw.appliance.restart.Restarts;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/** Gateways in one process, one after the other, each with the configuration of its time. */
final class GatewayLoop {

    private static final long LONGEST_CYCLE_SECONDS = 30;
    private static final TaggedLogger LOG = Logger.tag("gateway");

    /** Reads the configuration as it is now. */
    @FunctionalInterface
    interface Reread {
        Launch launch() throws StartRefusal;
    }

    private final Platform platform;
    private final Restarts restarts;
    private final Reread reread;
    private final RestartLog history;
    private final Logging logging;
    private final ScheduledExecutorService scheduler;
    private final ReentrantLock turning = new ReentrantLock();
    private volatile boolean stopping;
    private volatile Appliance running;
    private volatile boolean served;

    /**
     * @param history keeps a line of every restart
     * @param scheduler the process's one scheduler, left running
     */
    GatewayLoop(
            Platform platform,
            Restarts restarts,
            Reread reread,
            RestartLog history,
            Logging logging,
            ScheduledExecutorService scheduler) {
        this.platform = platform;
        this.restarts = restarts;
        this.reread = reread;
        this.history = history;
        this.logging = logging;
        this.scheduler = scheduler;
    }

    /** Runs until {@link #stop}. @throws StartRefused when there is no gateway any more, or never was one */
    void serve(Launch first) throws StartRefused, InterruptedException {
        Launch launch = first;
        // Whoever wants it stopped while it starts waits until there is something to stop.
        turning.lock();
        try {
            running = Appliance.start(launch, logging, scheduler);
            served = true;
        } finally {
            turning.unlock();
        }
        while (!stopping) {
            RestartRequest request = restarts.next();
            turning.lock();
            try {
                launch = stopping ? launch : startOver(request, launch);
            } finally {
                turning.unlock();
            }
        }
    }

    /** A signal asks for a restart. It counts unless the configuration says otherwise. */
    void signalled(RestartRequest.Source signal) {
        Appliance now = running;
        if (now != null && !now.config().flag("commands.restart", true)) {
            LOG.warn("{} ignored, as commands.restart is false; `openclaw gateway restart` works all the same", signal.name());
            return;
        }
        restarts.request(new RestartRequest(signal, "signal " + signal.name()));
    }

    private Launch startOver(RestartRequest request, Launch before) throws StartRefused {
        Launch next;
        try {
            next = reread.launch();
        } catch (StartRefusal e) {
            refuse(request, e.getMessage());
            return before;
        }
        Optional<String> taken = taken(next.settings(), before.settings().port());
        if (taken.isPresent()) {
            restarts.refuseConfig(next.settings().config().hash());
            refuse(request, taken.get());
            return before;
        }
        LOG.info("restarting in process: {} ({})", request.reason(), request.source());
        platform.supervisorNotifier().reloading();
        restarts.begun();
        long begun = System.nanoTime();
        running.stop(Stop.forRestart(request));
        running = null;
        Launch used = startOneOf(next, before, request, begun);
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        history.append(request, used == next ? Outcome.RESTARTED : Outcome.REVERTED, took);
        LOG.info("restarted in process in {} ms: {}", took.toMillis(), request.reason());
        return used;
    }

    private void refuse(RestartRequest request, String why) {
        LOG.error("no restart, the gateway goes on as it is: {}", why);
        history.append(request, Outcome.REFUSED, Duration.ZERO);
        restarts.cancelled();
    }

    /** Why another port than the one in use can't be had, found out before anything is given up for it. */
    private static Optional<String> taken(GatewaySettings next, int portInUse) {
        if (next.port() == portInUse) {
            return Optional.empty();
        }
        for (String host : next.bind().hosts()) {
            try (ServerSocket probe = new ServerSocket()) {
                probe.bind(new InetSocketAddress(host, next.port()));
            } catch (IOException e) {
                return Optional.of("can't listen on " + host + ":" + next.port() + ": " + e.getMessage()
                        + "; free it and restart, or change gateway.port");
            }
        }
        return Optional.empty();
    }

    private Launch startOneOf(Launch next, Launch before, RestartRequest request, long begun) throws StartRefused {
        try {
            running = Appliance.start(next, logging, scheduler);
            return next;
        } catch (StartRefused | RuntimeException e) {
            LOG.error("the gateway can't start with the present configuration: {}", e.getMessage());
            LOG.warn("the gateway goes back to the configuration it ran with before");
        }
        restarts.refuseConfig(next.settings().config().hash());
        try {
            running = Appliance.start(before, logging, scheduler);
            return before;
        } catch (StartRefused | RuntimeException e) {
            history.append(request, Outcome.FAILED, Duration.ofNanos(System.nanoTime() - begun));
            throw e;
        }
    }

    /** Whether there ever was a gateway. */
    boolean servedBefore() {
        return served;
    }

    /** Whether there is a gateway, or there is about to be one again. */
    boolean serves() {
        return running != null || turning.isLocked();
    }

    /** Ends the gateway that runs, also one that is about to. Called once, by the thread that ends the process. */
    void stop() {
        stopping = true;
        platform.supervisorNotifier().stopping();
        try {
            boolean quiet = turning.tryLock(LONGEST_CYCLE_SECONDS, TimeUnit.SECONDS);
            if (running != null) {
                running.stop(Stop.gracefully(platform));
            }
            if (quiet) {
                turning.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
