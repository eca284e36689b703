package org.openclaw.appliance.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.openclaw.appliance.platform.InstalledService;
import org.openclaw.appliance.platform.ServiceException;
import org.openclaw.appliance.platform.ServicePlan;
import org.openclaw.appliance.platform.ServiceSupervisor;
import org.openclaw.appliance.service.Launcher;
import org.openclaw.appliance.service.Readiness;
import org.openclaw.appliance.service.ServicePlanner;
import org.openclaw.appliance.service.SupervisorJob;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw gateway install}: registers this instance's gateway as a service, starts it, waits until it is ready. */
final class ServiceInstallCommand extends ServiceCommand {

    ServiceInstallCommand() {
        super("install");
    }

    @Override
    public void describe(CommandSpec spec) {
        spec.addOption(Options.flag("--force", "Rewrite an installed service, with today's port, version and variables."));
        spec.addOption(Options.value("--port", "<port>", "Port for the service (default: as the configuration says)."));
        spec.addOption(Options.flag("--system", "A service of the whole system instead of this user; needs root."));
        spec.addOption(Options.value("--user", "<name>", "Account a --system service runs as (default: who called sudo)."));
        spec.addOption(Options.flag("--reboot-on-failure",
                "With --system under systemd: the machine restarts when the service keeps failing, and (hardware watchdog) "
                        + "when it stands still."));
        spec.addOption(Options.value("--token", "<token>",
                "Gateway token for the service; OPENCLAW_GATEWAY_TOKEN does the same, out of sight."));
        spec.addOption(Options.flag("--allow-unconfigured", "Let the service start without gateway.mode=local."));
        spec.addOption(Options.flag("--no-start", "Only register it; it starts with the machine."));
        spec.addOption(ServiceOptions.patience());
        super.describe(spec);
    }

    @Override
    int run(ParseResult args, Invocation in, ServiceFacts service, ServiceReply reply)
            throws CommandException, ServiceException, InterruptedException {
        Optional<Integer> refusal = refusal(service, reply);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        boolean system = args.hasMatchedOption("--system");
        if (args.hasMatchedOption("--reboot-on-failure") && !(system && isSystemd(in))) {
            throw CommandException.usage("--reboot-on-failure needs --system and systemd");
        }
        Invocation owner = ServiceAccount.of(args, in);
        ServicePlan plan = plan(args, owner, system);
        if (service.isInstalled() && !args.hasMatchedOption("--force")) {
            return alreadyInstalled(in, service, plan, reply);
        }
        boolean start = !args.hasMatchedOption("--no-start");
        Optional<String> blocked = start
                ? NotReady.refusal(owner, plan.port(), args.hasMatchedOption("--allow-unconfigured"))
                : Optional.empty();
        if (blocked.isPresent()) {
            return reply.failed("blocked", blocked.get(), List.of(
                    "`openclaw setup` writes a first configuration; then `openclaw gateway install` again.",
                    "--allow-unconfigured installs it without gateway.mode=local, --no-start without starting it."));
        }
        if (owner == in) {
            makeStateDirectory(in);
        }
        Readiness.Patience patience = ServiceOptions.patience(args);
        in.platform().serviceSupervisor().install(plan, reply::step);
        return start
                ? start(owner, service, plan, patience, reply)
                : reply.done("installed", "Gateway service installed (" + service.name() + "); it starts with the machine.");
    }

    private static boolean isSystemd(Invocation in) {
        return in.platform().serviceSupervisor().kind().equals("systemd");
    }

    private static ServicePlan plan(ParseResult args, Invocation owner, boolean system) throws CommandException {
        Path launcher = Launcher.ofThisProcess()
                .orElseThrow(() -> CommandException.failed(
                        "the service needs the path of the `openclaw` executable, and this process wasn't started by one",
                        "Run `openclaw gateway install` from the distribution's bin directory."));
        LocalConfig config = LocalConfig.of(owner.environment(), owner.paths());
        String port = args.matchedOptionValue("--port", null);
        ServicePlanner.Wish wish = new ServicePlanner.Wish(
                port == null ? config.port(owner.paths()).number() : RunFlags.portNumber(port),
                system,
                system ? Optional.of(owner.environment().user()) : Optional.empty(),
                Optional.ofNullable(args.matchedOptionValue("--token", null)),
                args.hasMatchedOption("--allow-unconfigured"),
                args.hasMatchedOption("--reboot-on-failure"));
        return new ServicePlanner(owner.environment(), owner.paths(), config.config(), launcher).plan(wish);
    }

    private static int alreadyInstalled(Invocation in, ServiceFacts service, ServicePlan plan, ServiceReply reply) {
        List<String> drift = in.platform().serviceSupervisor().drift(plan);
        drift.forEach(difference -> reply.warn("the installed service differs: " + difference));
        String definition = service.installed().map(InstalledService::definition).orElse("");
        return reply.done("already-installed", "Gateway service already installed (" + definition + "). "
                + "`openclaw gateway install --force` rewrites it.");
    }

    private static void makeStateDirectory(Invocation in) throws CommandException {
        try {
            in.paths().create();
        } catch (IOException e) {
            throw CommandException.failed("the state directory " + in.paths().stateDir() + " can't be made: " + e.getMessage());
        }
    }

    private static int start(
            Invocation in, ServiceFacts before, ServicePlan plan, Readiness.Patience patience, ServiceReply reply)
            throws InterruptedException {
        Optional<OwnGateway> other = OwnGateway.unsupervised(in, before);
        if (other.isPresent()) {
            reply.warn("a gateway of this instance runs outside the service (" + other.get().text() + ")");
            List<String> next = new ArrayList<>(ServiceOptions.TAKE_OVER);
            next.forEach(reply::step);
            return reply.done("installed", "Gateway service installed (" + before.name() + "), not started.");
        }
        ServiceSupervisor supervisor = in.platform().serviceSupervisor();
        OptionalLong now = OptionalLong.of(System.nanoTime());
        SupervisorJob job = SupervisorJob.begin(before.active()
                ? () -> supervisor.restart(before.name())
                : () -> supervisor.start(before.name()));
        return new StartWatch(in, reply, plan.port(), true)
                .await(job, before.active() ? now : OptionalLong.empty(), patience, "installed",
                        "Gateway service installed and started");
    }
}
