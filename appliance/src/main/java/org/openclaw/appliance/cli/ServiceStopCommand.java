package org.openclaw.appliance.cli;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.platform.ServiceException;
import org.openclaw.appliance.platform.ServiceSupervisor;
import org.openclaw.appliance.service.SupervisorJob;
import org.openclaw.appliance.service.SupervisorMode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * {@code openclaw gateway stop}: stops the service, or this instance's gateway in the foreground, and returns when the process
 * is gone. Success where nothing runs. A script must add {@code --force}, so that none stops a gateway by accident.
 */
final class ServiceStopCommand extends ServiceCommand {

    private static final Duration REMINDER = Duration.ofSeconds(10);

    ServiceStopCommand() {
        super("stop");
    }

    @Override
    public void describe(CommandSpec spec) {
        spec.addOption(Options.flag("--disable", "It stays off after the machine's next start, until `gateway start`."));
        spec.addOption(Options.flag("--force", "Stop it although nobody sits at the terminal (scripts need this)."));
        super.describe(spec);
    }

    @Override
    int run(ParseResult args, Invocation in, ServiceFacts service, ServiceReply reply)
            throws ServiceException, InterruptedException {
        boolean disable = args.hasMatchedOption("--disable");
        Optional<OwnGateway> foreground = OwnGateway.unsupervised(in, service);
        boolean serviceToStop = service.isInstalled() && (service.active() || service.pending() || disable);
        if (!serviceToStop && foreground.isEmpty()) {
            return reply.done("not-loaded", service.isInstalled()
                    ? "Gateway service is not running."
                    : NOT_INSTALLED + " Nothing to stop.");
        }
        if (service.mode() == SupervisorMode.EXTERNAL) {
            return refusal(service, reply).orElseThrow();
        }
        if (!in.terminal().look().interactive() && !args.hasMatchedOption("--force")) {
            return reply.failed("not-confirmed", "this would stop the running gateway ("
                    + (serviceToStop ? service.name() : foreground.orElseThrow().text())
                    + "), and nobody sits at the terminal", List.of(
                    "Add --force if that is meant. To restart it, use `openclaw gateway restart`.",
                    "Tests get a gateway of their own with --profile <name> or --dev."));
        }
        if (serviceToStop) {
            stopService(in, service, disable, reply);
        }
        return foreground.isPresent()
                ? stopForeground(foreground.get(), reply)
                : reply.done("stopped", "Gateway service stopped" + (disable ? "; it stays off until `openclaw gateway start`." : "."));
    }

    private static void stopService(Invocation in, ServiceFacts service, boolean disable, ServiceReply reply)
            throws ServiceException, InterruptedException {
        ServiceSupervisor supervisor = in.platform().serviceSupervisor();
        SupervisorJob job = SupervisorJob.begin(() -> supervisor.stop(service.name(), disable));
        while (!job.await(REMINDER)) {
            reply.step("stopping: the gateway finishes its work");
        }
        if (job.failure().isPresent()) {
            throw new ServiceException(job.failure().get());
        }
        if (service.pid() != 0 && ProcessHandle.of(service.pid()).filter(ProcessHandle::isAlive).isPresent()
                && ServiceFacts.of(in).pid() == service.pid()) {
            throw new ServiceException("the service manager says it has stopped the service, but process " + service.pid()
                    + " lives on");
        }
    }

    private static int stopForeground(OwnGateway gateway, ServiceReply reply) throws InterruptedException {
        return switch (ForegroundStop.of(gateway, reply::step)) {
            case STOPPED -> reply.done("stopped", "Gateway stopped (pid " + gateway.pid() + ").");
            case UNVERIFIED -> reply.failed("unverified", "process " + gateway.pid()
                    + " may be this instance's gateway, but doesn't listen on port " + gateway.port(), List.of(
                    "Look at it yourself before you end it; `openclaw gateway status` shows what is known."));
            case UNSUPPORTED -> reply.failed("unsupported", "this system has no way to ask a foreground process to stop", List.of(
                    "Press Ctrl-C where it runs (pid " + gateway.pid() + ")."));
            case STILL_ALIVE -> reply.failed("still-running", "the gateway (pid " + gateway.pid() + ") still finishes its work",
                    List.of("Wait, or end it by force: what it has acknowledged is on disk."));
        };
    }
}
