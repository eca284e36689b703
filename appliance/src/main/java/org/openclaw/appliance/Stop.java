package org.openclaw.appliance;

import java.time.Duration;
import org.openclaw.appliance.agent.AgentRuns;
import org.openclaw.appliance.platform.Platform;
import org.openclaw.appliance.platform.SupervisorNotifier;
import org.openclaw.appliance.restart.RestartRequest;

/**
 * How a gateway ends.
 *
 * @param reason what clients are told
 * @param restartExpectedMs when they may come back, in milliseconds; null when it doesn't come back by itself
 * @param drain how long turns may go on by themselves
 * @param cause who asked for it and why, for whoever reads the record tomorrow
 */
record Stop(String reason, Long restartExpectedMs, Duration drain, String cause) {

    /** For good, without waiting for anything. */
    static final Stop AT_ONCE = new Stop("gateway stopping", null, Duration.ZERO, "");

    /** Waiting much longer would mean that a broken provider keeps a machine from shutting down. */
    private static final Duration LONGEST = Duration.ofSeconds(315);

    /** systemd kills after 90 s by default (systemd.service(5), TimeoutStopSec=); the rest is for closing. */
    private static final Duration UNTOLD = Duration.ofSeconds(75);

    /** launchd kills after 20 s by default (launchd.plist(5), ExitTimeOut); nobody at a terminal waits longer. */
    private static final Duration SHORT = Duration.ofSeconds(5);

    private static final Duration STEP = Duration.ofSeconds(10);
    private static final Duration MORE = Duration.ofSeconds(30);

    /** To come back in the same process. What should be waited for has been waited for. */
    static Stop forRestart(RestartRequest request) {
        return new Stop("gateway restarting", 1_500L, Duration.ZERO, request.reason());
    }

    /** For good, as patiently as whoever started this process is. */
    static Stop gracefully(Platform platform) {
        boolean systemd = platform.serviceSupervisor().kind().equals("systemd")
                && platform.serviceSupervisor().supervisesThisProcess();
        Duration drain = platform.supervisorNotifier().listening() ? LONGEST : systemd ? UNTOLD : SHORT;
        return new Stop(AT_ONCE.reason(), null, drain, "");
    }

    /** Waits for the turns, and tells the supervisor that there is reason to wait. */
    void drain(AgentRuns runs, SupervisorNotifier supervisor) {
        long end = System.nanoTime() + drain.toNanos();
        boolean interrupted = false;
        while (runs.count() > 0 && System.nanoTime() - end < 0 && !interrupted) {
            supervisor.status("stopping: " + runs.count() + " turn(s) still run");
            supervisor.extendTimeout(MORE);
            Duration left = Duration.ofNanos(Math.max(1, end - System.nanoTime()));
            runs.awaitIdle(left.compareTo(STEP) < 0 ? left : STEP);
            interrupted = Thread.currentThread().isInterrupted();
        }
        supervisor.status("stopping");
        supervisor.extendTimeout(MORE);
    }
}
