package org.openclaw.appliance.cli;

import java.util.Optional;
import org.openclaw.appliance.platform.ServiceException;
import picocli.CommandLine.ParseResult;

/** {@code openclaw gateway uninstall}: stops and unregisters the service. Keeps everything the gateway knows. */
final class ServiceUninstallCommand extends ServiceCommand {

    ServiceUninstallCommand() {
        super("uninstall");
    }

    @Override
    int run(ParseResult args, Invocation in, ServiceFacts service, ServiceReply reply)
            throws ServiceException, InterruptedException {
        if (!service.isInstalled() && service.obstacle().isPresent()) {
            return reply.done("not-loaded", NOT_INSTALLED);
        }
        Optional<Integer> refusal = refusal(service, reply);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        if (!service.isInstalled() && service.state().isEmpty()) {
            return reply.done("not-loaded", NOT_INSTALLED);
        }
        in.platform().serviceSupervisor().uninstall(service.name(), reply::step);
        return reply.done("uninstalled", "Gateway service removed (" + service.name() + "). Configuration and state stay in "
                + in.paths().stateDir() + ".");
    }
}
