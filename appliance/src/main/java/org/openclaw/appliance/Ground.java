package org.openclaw.appliance;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.openclaw.appliance.boot.ExitCode;
import org.openclaw.appliance.boot.StartRefused;
import org.openclaw.appliance.clock.WallClock;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.log.Logging;
import org.openclaw.appliance.platform.HostFacts;
import org.openclaw.appliance.platform.MemoryProbe;
import org.openclaw.appliance.platform.SupervisorNotifier;
import org.openclaw.appliance.presence.SystemEvents;
import org.openclaw.appliance.protocol.ProductVersion;
import org.openclaw.appliance.rpc.Events;
import org.openclaw.appliance.rpc.Lifecycle;
import org.openclaw.appliance.store.Store;
import org.openclaw.appliance.store.StoreException;
import org.openclaw.appliance.tool.Tools;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * What every part of one running gateway stands on. There is nothing in it to close but the workers.
 *
 * @param launch what this run was decided by
 * @param now the settings in force
 * @param notes what waits for a session's next turn
 * @param tools what agents can do; each feature adds its own as a supplier, made on first use
 * @param scheduler the process's one scheduler, for short tasks that don't block
 * @param workers starts a virtual thread per task
 */
record Ground(
        Launch launch, InForce now, Logging logging, HostFacts host, MemoryProbe memory, Lifecycle lifecycle, Events events,
        SystemEvents notes, Tools tools, ScheduledExecutorService scheduler, ExecutorService workers) {

    private static final Duration MORE_TIME = Duration.ofSeconds(60);
    private static final TaggedLogger LOG = Logger.tag("gateway");

    static Ground of(Launch launch, Logging logging, ScheduledExecutorService scheduler) {
        return new Ground(
                launch, new InForce(launch), logging, launch.platform().hostFacts(), launch.platform().memoryProbe(),
                new Lifecycle(Clock.systemUTC()), new Events(), new SystemEvents(), new Tools(), scheduler,
                Executors.newVirtualThreadPerTaskExecutor());
    }

    /** Says how far a start has come. A slow card may need minutes for all of it, and shows here that it gets on. */
    void starting(String phase) {
        lifecycle.starting(phase);
        SupervisorNotifier supervisor = launch.platform().supervisorNotifier();
        if (supervisor.listening()) {
            supervisor.status("starting: " + phase);
            supervisor.extendTimeout(MORE_TIME);
        }
    }

    /** Opens the database this gateway keeps everything in. @throws StartRefused when it can't be used */
    Store openStore() throws StartRefused {
        try {
            Store opened = Store.open(launch.paths().database(), clock());
            opened.report().ifPresent(report -> LOG.error(report.sentence()));
            return opened;
        } catch (StoreException e) {
            boolean hopeless = e.reason() == StoreException.Reason.NEWER_SCHEMA;
            throw new StartRefused(
                    hopeless ? ExitCode.CONFIG : ExitCode.FAILURE, "Gateway failed to start: " + e.getMessage());
        }
    }

    /** The configuration in force. */
    Config config() {
        return now.config();
    }

    Clock clock() {
        return lifecycle.clock();
    }

    /** This machine's idea of the time of day, and what speaks for and against it. */
    WallClock wallClock() {
        return new WallClock(clock(), System::nanoTime, launch.platform().bootEvidence(), host, ProductVersion.built());
    }

    String version() {
        return ProductVersion.text();
    }
}
