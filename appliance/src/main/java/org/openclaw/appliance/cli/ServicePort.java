package org.openclaw.appliance.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.openclaw.appliance.platform.InstalledService;
import org.openclaw.appliance.platform.ServiceException;
import org.openclaw.appliance.platform.ServicePlan;
import org.openclaw.appliance.service.Launcher;
import org.openclaw.appliance.service.ServicePlanner;
import org.openclaw.appliance.service.SupervisorMode;

/**
 * Lets an installed service follow {@code gateway.port}. Its definition records the port it was installed with, so after a change
 * it would start on the old one.
 */
final class ServicePort {

    private ServicePort() {}

    /**
     * Writes the definition anew when the configuration names another port than it. Leaves system services, services with another
     * configuration and services that others look after alone.
     *
     * @return the service as it is now
     */
    static ServiceFacts follow(Invocation in, ServiceFacts service, ServiceReply reply)
            throws ServiceException, InterruptedException {
        Optional<ServicePlan> plan = plan(in, service);
        if (plan.isEmpty()) {
            return service;
        }
        reply.step("the service was installed with port " + service.port().getAsInt() + "; from now on it has gateway.port, "
                + plan.get().port());
        in.platform().serviceSupervisor().install(plan.get(), reply::step);
        return ServiceFacts.of(in);
    }

    private static Optional<ServicePlan> plan(Invocation in, ServiceFacts service) {
        LocalConfig config = LocalConfig.of(in.environment(), in.paths());
        int wanted = config.port(in.paths()).number();
        Optional<Path> launcher = Launcher.ofThisProcess();
        boolean ours = service.mode() != SupervisorMode.EXTERNAL
                && service.installed().filter(installed -> !installed.system() && hasThisConfiguration(in, installed)).isPresent();
        boolean differs = service.port().isPresent() && service.port().getAsInt() != wanted;
        if (!ours || !differs || config.config().isEmpty() || launcher.isEmpty()) {
            return Optional.empty();
        }
        InstalledService installed = service.installed().get();
        return Optional.of(new ServicePlanner(in.environment(), in.paths(), config.config(), launcher.get())
                .plan(new ServicePlanner.Wish(
                        wanted, false, Optional.empty(), Optional.ofNullable(installed.environment().get("OPENCLAW_GATEWAY_TOKEN")),
                        installed.command().contains("--allow-unconfigured"), installed.rebootsOnFailure())));
    }

    private static boolean hasThisConfiguration(Invocation in, InstalledService installed) {
        String other = installed.environment().get("OPENCLAW_CONFIG_PATH");
        return other == null || in.environment().path(other).equals(in.paths().configFile());
    }
}
