package org.openclaw.appliance.windows;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openclaw.appliance.platform.InstalledService;
import org.openclaw.appliance.platform.OtherService;
import org.openclaw.appliance.platform.Pause;
import org.openclaw.appliance.platform.ServiceException;
import org.openclaw.appliance.platform.ServicePlan;
import org.openclaw.appliance.platform.ServiceSupervisor;

/**
 * The service control manager, asked through {@code sc queryex}; the gateway is a service that procrun hosts. Every service
 * is the whole system's, so what changes one takes an elevated administrator.
 */
final class ServiceControlManager implements ServiceSupervisor {

    private static final String SC = "sc.exe";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.$ -]{1,256}");

    /** {@code STATE : 4  RUNNING}: SERVICE_STOPPED 1 to SERVICE_PAUSED 7. The type above it has two digits. */
    private static final Pattern STATE = Pattern.compile("(?m)^[^:\\r\\n]+:\\s+([1-7])\\s+([A-Z_]+)");

    private static final Pattern PID = Pattern.compile("(?m)^\\s*PID\\s*:\\s*(\\d{1,10})");
    private static final String RUNNING = "4";

    private static final Duration COMING_UP = Duration.ofSeconds(60);
    private static final Duration ENDING = Duration.ofSeconds(345);
    private static final Duration STEP = Duration.ofMillis(500);

    private final Kernel kernel;
    private final WindowsTools tools;
    private final LongPredicate isAncestor;
    private final Pause pause;
    private final ServiceRegistry registry;
    private final OtherGateways others;
    private final ProcrunInstaller installer;

    /**
     * @param environment this process's variables
     * @param isAncestor whether a process is this one or one that it comes from
     */
    ServiceControlManager(
            Kernel kernel, WindowsTools tools, ServiceSettings settings, Map<String, String> environment,
            LongPredicate isAncestor, Pause pause) {
        this.kernel = kernel;
        this.tools = tools;
        this.isAncestor = isAncestor;
        this.pause = pause;
        this.registry = new ServiceRegistry(tools);
        this.others = new OtherGateways(tools, registry, environment);
        this.installer = new ProcrunInstaller(tools, registry, settings, pause);
    }

    @Override
    public String kind() {
        return "scm";
    }

    /** Whatever runs in session 0 was started by the manager or by its task scheduler, never by a person at a terminal. */
    @Override
    public boolean supervisesThisProcess() {
        return kernel.session().orElse(-1) == 0;
    }

    @Override
    public String serviceName(Optional<String> profile) {
        return OtherGateways.PREFIX + profile.map(name -> "$" + name).orElse("");
    }

    @Override
    public Optional<State> state(String service) {
        if (!NAME.matcher(service).matches() || service.startsWith("-")) {
            return Optional.empty();
        }
        return tools.ask(SC, "queryex", service)
                .filter(output -> output.exitStatus() == 0)
                .flatMap(output -> parse(output.text()));
    }

    static Optional<State> parse(String shown) {
        Matcher state = STATE.matcher(shown);
        if (!state.find()) {
            return Optional.empty();
        }
        Matcher pid = PID.matcher(shown);
        return Optional.of(
                new State(state.group(1).equals(RUNNING), pid.find() ? Long.parseLong(pid.group(1)) : 0, state.group(2)));
    }

    @Override
    public Optional<InstalledService> installed(String service) {
        return registry.service(service).map(values -> {
            Map<String, List<String>> parameters = registry.parameters(service).orElse(Map.of());
            boolean startsByItself = "2".equals(values.get("Start"));
            return new InstalledService(
                    service, ServiceRegistry.PROCRUN + "\\" + service, List.of(), command(values, parameters),
                    ProcrunDrift.withoutSecrets(parameters.getOrDefault("Environment", List.of())), true, startsByItself);
        });
    }

    /** The launcher beside prunsrv, and what procrun hands to the gateway: it starts without the launcher, but equally. */
    private static List<String> command(Map<String, String> values, Map<String, List<String>> parameters) {
        Path program = ImagePath.program(values.getOrDefault("ImagePath", ""));
        List<String> command = new ArrayList<>();
        command.add(program.resolveSibling("openclaw.cmd").toString());
        command.addAll(parameters.getOrDefault("Start\\Params", List.of()));
        return command;
    }

    @Override
    public void install(ServicePlan plan, Consumer<String> steps) throws ServiceException, InterruptedException {
        String service = serviceName(plan.profile());
        for (OtherService other : others(false)) {
            if (other.kind() == OtherService.Kind.LEGACY && other.active()) {
                throw new ServiceException("the older service " + other.name() + " still runs and would hold the port; remove "
                        + "it first: " + other.cleanup());
            }
        }
        installer.install(plan, service, steps);
    }

    @Override
    public void uninstall(String service, Consumer<String> steps) throws ServiceException, InterruptedException {
        Optional<Map<String, String>> values = registry.service(service);
        if (values.isEmpty()) {
            return;
        }
        stop(service, false);
        installer.uninstall(service, values.get(), steps);
    }

    @Override
    public void start(String service) throws ServiceException, InterruptedException {
        Map<String, String> values = registry.service(service).orElseThrow(() -> notInstalled(service));
        if (!"2".equals(values.get("Start"))) {
            configureStart(service, "delayed-auto");
        }
        OptionalInt status = tools.change(SC, "start", service);
        boolean accepted = WindowsTools.isFine(status)
                || status.isPresent() && status.getAsInt() == WindowsTools.ALREADY_RUNNING;
        if (!accepted) {
            throw refused("started", service, status);
        }
        if (!pause.until(() -> state(service).filter(State::active).isPresent(), COMING_UP, STEP)) {
            throw new ServiceException("Windows accepted the start of " + service + " but it does not run; read the newest "
                    + "service-*.log and gateway log in the state directory's logs, and Event Viewer, Windows Logs, System");
        }
    }

    @Override
    public void stop(String service, boolean staysOff) throws ServiceException, InterruptedException {
        if (registry.service(service).isEmpty()) {
            return;
        }
        refuseFromWithin(service, "stopped");
        if (staysOff) {
            configureStart(service, "demand");
        }
        OptionalInt status = tools.change(SC, "stop", service);
        if (status.isPresent() && status.getAsInt() == WindowsTools.NOT_ACTIVE) {
            return;
        }
        boolean gone = (WindowsTools.isFine(status) || isStopping(service))
                && pause.until(() -> state(service).filter(known -> known.detail().equals("STOPPED")).isPresent(), ENDING, STEP);
        if (!gone) {
            throw refused("stopped", service, status);
        }
    }

    @Override
    public void restart(String service) throws ServiceException, InterruptedException {
        if (registry.service(service).isEmpty()) {
            throw notInstalled(service);
        }
        refuseFromWithin(service, "restarted");
        stop(service, false);
        start(service);
    }

    @Override
    public List<String> drift(ServicePlan plan) {
        String service = serviceName(plan.profile());
        return registry.service(service)
                .map(values -> ProcrunDrift.between(
                        values, registry.parameters(service).orElse(new TreeMap<>()), ProcrunService.of(plan, service)))
                .orElse(List.of());
    }

    @Override
    public List<OtherService> others(boolean deep) {
        List<OtherService> found =
                new ArrayList<>(others.services(name -> state(name).filter(State::active).isPresent()));
        if (deep) {
            found.addAll(others.tasks());
            found.addAll(others.startupItems());
        }
        return List.copyOf(found);
    }

    @Override
    public Optional<String> obstacle() {
        return installer.obstacle();
    }

    private boolean isStopping(String service) {
        return state(service).filter(known -> known.detail().equals("STOP_PENDING")).isPresent();
    }

    private void configureStart(String service, String mode) throws ServiceException {
        OptionalInt status = tools.change(SC, "config", service, "start=", mode);
        if (!WindowsTools.isFine(status)) {
            throw refused("set to start " + mode, service, status);
        }
    }

    /** The service's account has no right to control services, and who stops its own host never gets to start it. */
    private void refuseFromWithin(String service, String what) throws ServiceException {
        if (state(service).filter(known -> known.pid() > 0 && isAncestor.test(known.pid())).isPresent()) {
            throw new ServiceException("the service can't be " + what + " by a program that it runs itself; do it from a "
                    + "terminal with \"Run as administrator\"");
        }
    }

    private static ServiceException refused(String what, String service, OptionalInt status) {
        return new ServiceException("the service " + service + " could not be " + what + " (" + WindowsTools.outcome(status)
                + "); look with `sc.exe queryex \"" + service + "\"`");
    }

    private static ServiceException notInstalled(String service) {
        return new ServiceException("the service " + service + " is not installed; run `openclaw gateway install`");
    }
}
