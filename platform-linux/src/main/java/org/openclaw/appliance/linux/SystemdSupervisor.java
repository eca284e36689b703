package org.openclaw.appliance.linux;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.openclaw.appliance.platform.CommandRunner;
import org.openclaw.appliance.platform.InstalledService;
import org.openclaw.appliance.platform.OtherService;
import org.openclaw.appliance.platform.ServiceException;
import org.openclaw.appliance.platform.ServicePlan;
import org.openclaw.appliance.platform.ServiceSupervisor;

/** systemd, asked through {@code systemctl show}: the user's manager first, where there is one, then the system's. */
public final class SystemdSupervisor implements ServiceSupervisor {

    private final Map<String, String> environment;
    private final ProcessHandle self;
    private final CommandRunner systemctl;

    public SystemdSupervisor(Map<String, String> environment, ProcessHandle self, CommandRunner systemctl) {
        this.environment = environment;
        this.self = self;
        this.systemctl = systemctl;
    }

    @Override
    public String kind() {
        return "systemd";
    }

    /**
     * Programs started by a service inherit its variables, so {@code SYSTEMD_EXEC_PID} decides where systemd sets it (248
     * and later): it must name this process or the launcher that started it.
     */
    @Override
    public boolean supervisesThisProcess() {
        String executed = environment.get("SYSTEMD_EXEC_PID");
        if (executed != null) {
            return executed.equals(Long.toString(self.pid()))
                    || self.parent().filter(parent -> executed.equals(Long.toString(parent.pid()))).isPresent();
        }
        return environment.containsKey("INVOCATION_ID") || environment.containsKey("NOTIFY_SOCKET");
    }

    @Override
    public Optional<State> state(String service) {
        if (service.isBlank() || service.startsWith("-")) {
            return Optional.empty();
        }
        String unit = service.contains(".") ? service : service + ".service";
        return (hasUserManager() ? ask(unit, "--user") : Optional.<State>empty()).or(() -> ask(unit, "--system"));
    }

    @Override
    public String serviceName(Optional<String> profile) {
        return profile.map(name -> "openclaw-gateway-" + name).orElse("openclaw-gateway");
    }

    @Override
    public Optional<InstalledService> installed(String service) {
        return Optional.empty();
    }

    @Override
    public void install(ServicePlan plan, Consumer<String> steps) throws ServiceException {
        throw new ServiceException("this version can't write a systemd unit");
    }

    @Override
    public void uninstall(String service, Consumer<String> steps) throws ServiceException {
        throw new ServiceException("this version can't remove a systemd unit");
    }

    @Override
    public void start(String service) throws ServiceException {
        run("start", service);
    }

    @Override
    public void stop(String service, boolean staysOff) throws ServiceException {
        run("stop", service);
    }

    @Override
    public void restart(String service) throws ServiceException {
        run("restart", service);
    }

    private void run(String verb, String service) throws ServiceException {
        String manager = hasUserManager() ? "--user" : "--system";
        if (systemctl.run(List.of("systemctl", manager, verb, "--", service)).filter(o -> o.exitStatus() == 0).isEmpty()) {
            throw new ServiceException("systemctl " + manager + " " + verb + " " + service + " failed");
        }
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

    private boolean hasUserManager() {
        String directory = environment.get("XDG_RUNTIME_DIR");
        return directory != null && Files.isDirectory(Path.of(directory, "systemd"));
    }

    private Optional<State> ask(String unit, String manager) {
        List<String> command = new ArrayList<>(List.of("systemctl", manager, "show", "--no-pager"));
        command.add("--property=LoadState,ActiveState,SubState,MainPID");
        command.add("--");
        command.add(unit);
        return systemctl.run(command).filter(output -> output.exitStatus() == 0).flatMap(output -> parse(output.text()));
    }

    /** Reads {@code Key=value} lines; empty for a unit that isn't loaded. */
    static Optional<State> parse(String shown) {
        Map<String, String> values = new HashMap<>();
        shown.lines().forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0) {
                values.put(line.substring(0, equals), line.substring(equals + 1).strip());
            }
        });
        String active = values.getOrDefault("ActiveState", "");
        if (active.isEmpty() || values.getOrDefault("LoadState", "").equals("not-found")) {
            return Optional.empty();
        }
        String pid = values.getOrDefault("MainPID", "0");
        return Optional.of(new State(
                active.equals("active") || active.equals("reloading"),
                pid.matches("\\d{1,18}") ? Long.parseLong(pid) : 0,
                active + " (" + values.getOrDefault("SubState", "unknown") + ")"));
    }
}
