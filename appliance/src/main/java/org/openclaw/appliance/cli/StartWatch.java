package org.openclaw.appliance.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.openclaw.appliance.client.StartupProbe;
import org.openclaw.appliance.client.StartupProbe.Startup;
import org.openclaw.appliance.platform.ProcessInspector;
import org.openclaw.appliance.platform.ServiceSupervisor;
import org.openclaw.appliance.service.Readiness;
import org.openclaw.appliance.service.Readiness.Outcome;
import org.openclaw.appliance.service.Readiness.Sight;
import org.openclaw.appliance.service.SupervisorJob;

/** Watches a gateway of this instance start, and tells how that ended. */
final class StartWatch {

    static final Duration STALL = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Invocation in;
    private final ServiceReply reply;
    private final int port;
    private final boolean supervised;
    private final Instant begun;

    /** @param supervised whether the service manager starts it */
    StartWatch(Invocation in, ServiceReply reply, int port, boolean supervised) {
        this.in = in;
        this.reply = reply;
        this.port = port;
        this.supervised = supervised;
        this.begun = in.clock().instant();
    }

    /** @param word what to call success, for programs @param done what to call it for people */
    int await(SupervisorJob job, OptionalLong startedAfter, Readiness.Patience patience, String word, String done)
            throws InterruptedException {
        return switch (new Readiness(this::look, reply::step).await(startedAfter, job, patience)) {
            case Outcome.Ready ready -> reply.done(word, done + whereItIs());
            case Outcome.StillStarting starting -> reply.failed(
                    Exit.STILL_STARTING,
                    "still-starting",
                    "still starting" + (starting.phase().isEmpty() ? "" : " (phase " + starting.phase() + ")"),
                    List.of("It gets on, but slowly. `openclaw gateway status` shows when it is ready."));
            case Outcome.Stalled stalled -> notReady(stalled.phase().isEmpty()
                    ? "nothing has happened for " + patience.stall().toSeconds() + " s"
                    : "still starting (phase " + stalled.phase() + "), without progress for "
                            + patience.stall().toSeconds() + " s");
            case Outcome.Ended ended -> notReady(
                    job.failure().orElse("its process has ended (" + ended.detail() + ")"));
        };
    }

    private String whereItIs() {
        long pid = supervised
                ? ServiceFacts.of(in).pid()
                : OwnGateway.find(in).map(OwnGateway::pid).orElse(0L);
        return " (" + (pid == 0 ? "" : "pid " + pid + ", ") + "port " + port + ").";
    }

    private int notReady(String what) {
        List<String> hints = new ArrayList<>(NotReady.causes(in, port, ownPid(), begun));
        hints.add("`openclaw gateway status --deep` and `openclaw logs --tail 50` show more.");
        String result = reply.action().equals("restart") ? "restart-health-failed" : "not-ready";
        return reply.failed(result, "Gateway did not become ready: " + what, hints);
    }

    private long ownPid() {
        long managed = ServiceFacts.of(in).pid();
        return managed != 0 ? managed : OwnGateway.find(in).map(OwnGateway::pid).orElse(0L);
    }

    private Sight look() {
        Optional<ServiceSupervisor.State> process = supervised ? ServiceFacts.of(in).state() : Optional.empty();
        Optional<Startup> startup = StartupProbe.ask(LocalTarget.on(supervised ? port : commandPort(), in), PATIENCE);
        return new Sight(startup.filter(answer -> isOurs(process)), process);
    }

    // A gateway with TLS takes commands at another port after each restart.
    private int commandPort() {
        return RunFile.ofLivingGateway(in.paths().runDir()).map(RunFile::port).orElse(port);
    }

    // Somebody else's gateway on the same port must not pass for the one that was started.
    private boolean isOurs(Optional<ServiceSupervisor.State> process) {
        if (process.isEmpty()) {
            return true;
        }
        long expected = process.get().pid();
        if (expected == 0) {
            return process.get().active();
        }
        Optional<ProcessInspector.Owner> owner = in.platform().processInspector().listenerOn(port);
        return owner.isEmpty() || owner.get().pid() == expected;
    }

    /** The log file as the configuration of this instance names it. */
    static Path logFile(Invocation in) {
        return LocalConfig.of(in.environment(), in.paths())
                .text("logging.file")
                .map(in.environment()::path)
                .orElse(in.paths().logFile());
    }
}
