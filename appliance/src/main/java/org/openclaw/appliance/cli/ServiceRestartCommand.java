package org.openclaw.appliance.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.platform.ServiceException;
import org.openclaw.appliance.platform.ServiceSupervisor;
import org.openclaw.appliance.service.Readiness;
import org.openclaw.appliance.service.SupervisorJob;
import org.openclaw.appliance.service.SupervisorMode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * {@code openclaw gateway restart}: the recommended way to restart. The service manager does it; a gateway that none looks
 * after is asked to do it itself, and so is every gateway that shall finish its work first.
 */
final class ServiceRestartCommand extends ServiceCommand {

    ServiceRestartCommand() {
        super("restart");
    }

    @Override
    public void describe(CommandSpec spec) {
        spec.addOption(Options.flag("--safe", "Let active work end first, at most 5 minutes."));
        spec.addOption(Options.flag("--skip-deferral", "With --safe: don't wait for active work after all."));
        spec.addOption(Options.flag("--force", "Restart now, whatever is going on."));
        spec.addOption(Options.value("--wait", "<time>",
                "Wait so long for active work to end before restarting, such as 10s or 5m; 0 waits for as long as it takes."));
        spec.addOption(ServiceOptions.patience());
        super.describe(spec);
    }

    @Override
    int run(ParseResult args, Invocation in, ServiceFacts service, ServiceReply reply)
            throws CommandException, ClientException, ServiceException, InterruptedException {
        boolean safe = args.hasMatchedOption("--safe");
        boolean force = args.hasMatchedOption("--force");
        check(args, safe, force);
        Readiness.Patience patience = ServiceOptions.patience(args);
        Optional<OwnGateway> own = OwnGateway.find(in).filter(OwnGateway::verified);
        if (args.hasMatchedOption("--wait") && own.isPresent()) {
            GatewayRestart.awaitIdle(in, own.get(), ServiceOptions.duration(args, "--wait", Duration.ZERO), reply::step);
        }
        boolean external = service.mode() == SupervisorMode.EXTERNAL;
        boolean unsupervised = own.isPresent() && own.get().pid() != service.pid();
        if (own.isPresent() && (safe || external || unsupervised)) {
            return itself(in, own.get(), args, patience, reply);
        }
        if (external || !service.isInstalled()) {
            return external ? refusal(service, reply).orElseThrow() : absent(service, reply);
        }
        if (safe) {
            reply.step("the gateway doesn't run, so there is no work to wait for");
        }
        ServiceFacts current = ServicePort.follow(in, service, reply);
        ServiceSupervisor supervisor = in.platform().serviceSupervisor();
        OptionalLong now = OptionalLong.of(System.nanoTime());
        SupervisorJob job = SupervisorJob.begin(() -> supervisor.restart(service.name()));
        return new StartWatch(ServiceAccount.of(current, in), reply, ServiceOptions.port(in, current), true)
                .await(job, now, patience, "restarted", "Gateway service restarted");
    }

    private static void check(ParseResult args, boolean safe, boolean force) throws CommandException {
        if (args.hasMatchedOption("--skip-deferral") && !safe) {
            throw CommandException.usage("--skip-deferral needs --safe");
        }
        if (safe && force) {
            throw CommandException.usage("--safe and --force exclude each other");
        }
        if (args.hasMatchedOption("--wait") && (safe || force)) {
            throw CommandException.usage("--wait can't be combined with --safe or --force");
        }
    }

    private static int itself(
            Invocation in, OwnGateway gateway, ParseResult args, Readiness.Patience patience, ServiceReply reply)
            throws CommandException, ClientException, InterruptedException {
        boolean safe = args.hasMatchedOption("--safe");
        boolean now = args.hasMatchedOption("--force") || args.hasMatchedOption("--skip-deferral");
        OptionalLong asked = OptionalLong.of(System.nanoTime());
        GatewayRestart.request(in, gateway, safe, now, reply::step);
        return new StartWatch(in, reply, publicPort(in, gateway), false)
                .await(SupervisorJob.none(), asked, now ? patience : GatewayRestart.withDrain(patience), "restarted",
                        "Gateway restarted");
    }

    // With TLS a gateway takes commands at another port than its clients, which nobody wants to be told of.
    private static int publicPort(Invocation in, OwnGateway gateway) {
        LocalConfig config = LocalConfig.of(in.environment(), in.paths());
        return config.tlsFingerprint(in.paths()).isPresent() ? config.port(in.paths()).number() : gateway.port();
    }

    private static int absent(ServiceFacts service, ServiceReply reply) {
        return service.obstacle().isPresent() ? refusal(service, reply).orElseThrow() : notInstalled(reply);
    }
}
