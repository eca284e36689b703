package org.openclaw.appliance.windows;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openclaw.appliance.platform.CommandRunner;
import org.openclaw.appliance.platform.InstalledService;
import org.openclaw.appliance.platform.OtherService;
import org.openclaw.appliance.platform.ServiceException;
import org.openclaw.appliance.platform.ServicePlan;
import org.openclaw.appliance.platform.ServiceSupervisor;

/** The service control manager, asked through {@code sc queryex}. Its labels are translated, so only values are read. */
final class ServiceControlManager implements ServiceSupervisor {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.$ -]{1,256}");

    /** {@code STATE : 4  RUNNING}: SERVICE_STOPPED 1 to SERVICE_PAUSED 7. The type above it has two digits. */
    private static final Pattern STATE = Pattern.compile("(?m)^[^:\\r\\n]+:\\s+([1-7])\\s+([A-Z_]+)");

    private static final Pattern PID = Pattern.compile("(?m)^\\s*PID\\s*:\\s*(\\d{1,10})");
    private static final String RUNNING = "4";

    private final Kernel kernel;
    private final CommandRunner sc;

    ServiceControlManager(Kernel kernel, CommandRunner sc) {
        this.kernel = kernel;
        this.sc = sc;
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
    public Optional<State> state(String service) {
        if (!NAME.matcher(service).matches() || service.startsWith("-")) {
            return Optional.empty();
        }
        return sc.run(List.of("sc.exe", "queryex", service))
                .filter(output -> output.exitStatus() == 0)
                .flatMap(output -> parse(output.text()));
    }

    @Override
    public String serviceName(Optional<String> profile) {
        return "OpenClawGateway" + profile.map(name -> "$" + name).orElse("");
    }

    @Override
    public Optional<InstalledService> installed(String service) {
        return Optional.empty();
    }

    @Override
    public void install(ServicePlan plan, Consumer<String> steps) throws ServiceException {
        throw new ServiceException("services can't be installed on Windows yet; run `openclaw gateway run`");
    }

    @Override
    public void uninstall(String service, Consumer<String> steps) throws ServiceException {
        stop(service, false);
        if (state(service).isPresent()) {
            change("delete", service);
        }
    }

    @Override
    public void start(String service) throws ServiceException {
        if (state(service).filter(State::active).isEmpty()) {
            change("start", service);
        }
    }

    @Override
    public void stop(String service, boolean staysOff) throws ServiceException {
        if (state(service).filter(State::active).isPresent()) {
            change("stop", service);
        }
    }

    @Override
    public void restart(String service) throws ServiceException {
        stop(service, false);
        start(service);
    }

    @Override
    public List<String> drift(ServicePlan plan) {
        return List.of();
    }

    @Override
    public List<OtherService> others(boolean deep) {
        return List.of();
    }

    @Override
    public Optional<String> obstacle() {
        return Optional.empty();
    }

    private void change(String verb, String service) throws ServiceException {
        List<String> command = List.of("sc.exe", verb, service);
        if (sc.run(command).filter(output -> output.exitStatus() == 0).isEmpty()) {
            throw new ServiceException("`" + String.join(" ", command) + "` failed");
        }
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
}
