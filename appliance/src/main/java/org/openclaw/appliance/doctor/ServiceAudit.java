package org.openclaw.appliance.doctor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.openclaw.appliance.config.Environment;
import org.openclaw.appliance.config.LoadResult;
import org.openclaw.appliance.config.StatePaths;
import org.openclaw.appliance.platform.InstalledService;
import org.openclaw.appliance.platform.ServiceException;
import org.openclaw.appliance.platform.ServicePlan;
import org.openclaw.appliance.platform.ServiceSupervisor;
import org.openclaw.appliance.service.Launcher;
import org.openclaw.appliance.service.ServicePlanner;
import org.openclaw.appliance.service.SupervisorMode;

/** Whether the installed service is what would be installed today, and goes on without anybody being logged in. */
final class ServiceAudit implements Check {

    /** The line that guides and scripts look for. */
    private static final String PORT_DRIFT = "Gateway service port does not match current gateway config";

    private static final List<String> SECRETS = List.of("OPENCLAW_GATEWAY_TOKEN", "OPENCLAW_GATEWAY_PASSWORD");

    @Override
    public String id() {
        return "core/doctor/gateway-service";
    }

    @Override
    public List<Finding> run(Instance instance) {
        if (SupervisorMode.of(instance.process()) == SupervisorMode.EXTERNAL) {
            return List.of(Finding.info("Gateway service: another supervisor looks after the gateway")
                    .fact("OPENCLAW_SUPERVISOR_MODE=external"));
        }
        ServiceSupervisor services = instance.platform().serviceSupervisor();
        String name = services.serviceName(instance.serviceProfile());
        Optional<InstalledService> installed = services.installed(name);
        if (installed.isEmpty()) {
            return List.of(absent(services, instance));
        }
        if (installed.get().system() && instance.process().user().equals("root")) {
            return List.of(Finding.info("Gateway service: " + name + " of the whole system")
                    .detail("Run doctor as the account the gateway runs as, to compare it with its configuration."));
        }
        Optional<Path> other = otherConfiguration(installed.get(), instance);
        if (other.isPresent()) {
            return List.of(Finding.warning("Gateway service: it reads another configuration than this shell")
                    .detail("The service has " + other.get() + ", this shell " + instance.paths().configFile()
                            + ". Run doctor with the service's variables, or without those of this shell."));
        }
        return List.of(compare(services, installed.get(), instance).fact("definition: " + installed.get().definition()));
    }

    /** The configuration the service reads, where it isn't the one under examination. */
    private static Optional<Path> otherConfiguration(InstalledService installed, Instance instance) {
        Map<String, String> variables = installed.environment();
        Path home = Optional.ofNullable(variables.get("HOME")).map(Path::of).orElse(instance.process().home());
        try {
            Environment environment = new Environment(variables, home, home, instance.process().user());
            Path file = StatePaths.of(environment, instance.paths().profile(), instance.paths().dev()).configFile();
            return Optional.of(file).filter(known -> !known.equals(instance.paths().configFile()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Finding absent(ServiceSupervisor services, Instance instance) {
        if (instance.isRemote()) {
            return Finding.ok("Gateway service: not needed here, the gateway is elsewhere");
        }
        Optional<String> obstacle = services.obstacle();
        Finding finding = Finding.info("Gateway service: not installed");
        return obstacle.isPresent()
                ? finding.fact(obstacle.get())
                : finding.detail("`openclaw gateway install` lets the gateway start with the machine.");
    }

    private static Finding compare(ServiceSupervisor services, InstalledService installed, Instance instance) {
        ServicePlan plan = plan(installed, instance);
        List<String> problems = new ArrayList<>(services.drift(plan));
        boolean port = problems.stream().anyMatch(problem -> problem.startsWith(PORT_DRIFT));
        if (!installed.enabled()) {
            problems.add("The service does not start with the machine.");
        }
        problems.addAll(services.hindrances(installed.service()));
        if (problems.isEmpty()) {
            return Finding.ok("Gateway service: " + installed.service() + " is up to date");
        }
        Finding finding = Finding.warning("Gateway service: " + (port ? PORT_DRIFT : "not as it would be installed today"))
                .details(problems);
        if (readOnly(instance)) {
            return finding.detail("It stays as it is: OPENCLAW_SERVICE_REPAIR_POLICY=external.");
        }
        return installed.system() ? finding : finding.fixedBy(new Fix(
                "writes it anew, and restarts it if it runs", () -> refresh(services, plan, installed, instance)));
    }

    private static boolean readOnly(Instance instance) {
        return instance.process().get("OPENCLAW_SERVICE_REPAIR_POLICY")
                .filter(policy -> policy.toLowerCase(Locale.ROOT).equals("external"))
                .isPresent();
    }

    private static ServicePlan plan(InstalledService installed, Instance instance) {
        Path launcher = Launcher.ofThisProcess()
                .orElseGet(() -> Path.of(installed.command().isEmpty() ? "openclaw" : installed.command().getFirst()));
        // A broken configuration names no port, and a made-up one would be no drift.
        boolean broken = instance.loaded() instanceof LoadResult.Invalid;
        int port = broken && installed.port().isPresent() ? installed.port().getAsInt() : instance.port().number();
        return new ServicePlanner(instance.process(), instance.paths(), instance.config(), launcher)
                .plan(new ServicePlanner.Wish(
                        port,
                        installed.system(),
                        installed.system() ? Optional.of(instance.process().user()) : Optional.empty(),
                        Optional.empty(),
                        installed.command().contains("--allow-unconfigured"),
                        installed.rebootsOnFailure()));
    }

    private static String refresh(
            ServiceSupervisor services, ServicePlan plan, InstalledService installed, Instance instance)
            throws FixException, InterruptedException {
        for (String secret : SECRETS) {
            if (installed.environment().containsKey(secret) && instance.process().get(secret).isEmpty()) {
                throw new FixException("The service has " + secret + " of its own, which this shell doesn't know and a new "
                        + "definition would lose. Set the variable here and run doctor again.");
            }
        }
        Path copy = Keepsake.of(instance).keep(installed.definition());
        try {
            List<String> steps = new ArrayList<>();
            boolean active = services.state(installed.service()).filter(ServiceSupervisor.State::active).isPresent();
            services.install(plan, steps::add);
            if (active) {
                services.restart(installed.service());
            }
            List<String> left = new ArrayList<>(services.drift(plan));
            left.addAll(services.hindrances(installed.service()));
            if (!left.isEmpty()) {
                throw new FixException("The service was written anew, but not all is well: " + left.getFirst());
            }
            return "Wrote the service anew" + (active ? " and restarted it" : "") + "; the old definition is kept in " + copy
                    + ". " + String.join(" ", steps);
        } catch (ServiceException e) {
            throw new FixException(e.getMessage());
        }
    }
}
