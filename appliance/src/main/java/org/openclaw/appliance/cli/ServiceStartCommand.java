package org.openclaw.appliance.cli;

import java.util.Optional;
import java.util.OptionalLong;
import org.openclaw.appliance.platform.ServiceException;
import org.openclaw.appliance.platform.ServiceSupervisor;
import org.openclaw.appliance.service.SupervisorJob;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw gateway start}: starts the installed service and waits until the gateway is ready. Idempotent. */
final class ServiceStartCommand extends ServiceCommand {

    ServiceStartCommand() {
        super("start");
    }

    @Override
    public void describe(CommandSpec spec) {
        super.describe(spec);
        spec.addOption(ServiceOptions.patience());
    }

    @Override
    int run(ParseResult args, Invocation in, ServiceFacts service, ServiceReply reply)
            throws CommandException, ServiceException, InterruptedException {
        var patience = ServiceOptions.patience(args);
        Optional<Integer> refusal = refusal(service, reply);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        if (!service.isInstalled()) {
            return notInstalled(reply);
        }
        Optional<OwnGateway> other = OwnGateway.unsupervised(in, service);
        if (other.isPresent() && !service.active()) {
            return reply.failed("unmanaged-gateway", "a gateway of this instance runs already, outside the service ("
                    + other.get().text() + ")", ServiceOptions.TAKE_OVER);
        }
        int port = ServiceOptions.port(in, service.active() ? service : ServicePort.follow(in, service, reply));
        StartWatch watch = new StartWatch(ServiceAccount.of(service, in), reply, port, true);
        if (service.active()) {
            return watch.await(SupervisorJob.none(), OptionalLong.empty(), patience, "already-running",
                    "Gateway service already running");
        }
        ServiceSupervisor supervisor = in.platform().serviceSupervisor();
        SupervisorJob job = SupervisorJob.begin(() -> supervisor.start(service.name()));
        return watch.await(job, OptionalLong.empty(), patience, "started", "Gateway service started");
    }
}
