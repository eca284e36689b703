package org.openclaw.appliance.macos;

import java.util.List;
import java.util.Map;
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

/**
 * launchd, asked through {@code launchctl print}: the user's domain first, then the system's. That output is no promised
 * format, so only its state and pid are read, and anything unexpected means "unknown".
 */
final class LaunchdSupervisor implements ServiceSupervisor {

    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    private static final Pattern STATE = Pattern.compile("(?m)^\\s*state = ([a-z ]+)$");
    private static final Pattern PID = Pattern.compile("(?m)^\\s*pid = (\\d{1,10})$");

    private final Map<String, String> environment;
    private final Darwin darwin;
    private final CommandRunner launchctl;

    LaunchdSupervisor(Map<String, String> environment, Darwin darwin, CommandRunner launchctl) {
        this.environment = environment;
        this.darwin = darwin;
        this.launchctl = launchctl;
    }

    @Override
    public String kind() {
        return "launchd";
    }

    /** launchd names the service in {@code XPC_SERVICE_NAME}; in a terminal that is {@code 0} or the terminal's own name. */
    @Override
    public boolean supervisesThisProcess() {
        String name = environment.getOrDefault("XPC_SERVICE_NAME", "");
        return !name.isBlank() && !name.equals("0") && !name.startsWith("application.");
    }

    @Override
    public Optional<State> state(String service) {
        if (!LABEL.matcher(service).matches()) {
            return Optional.empty();
        }
        Optional<State> inUsersDomain = darwin.userId().isPresent()
                ? ask("gui/" + darwin.userId().getAsLong() + "/" + service)
                : Optional.empty();
        return inUsersDomain.or(() -> ask("system/" + service));
    }

    @Override
    public String serviceName(Optional<String> profile) {
        return "ai.openclaw." + profile.orElse("gateway");
    }

    @Override
    public Optional<InstalledService> installed(String service) {
        return Optional.empty();
    }

    @Override
    public void install(ServicePlan plan, Consumer<String> steps) throws ServiceException {
        throw new ServiceException("services can't be installed on macOS yet; run `openclaw gateway run`");
    }

    @Override
    public void uninstall(String service, Consumer<String> steps) throws ServiceException {
        stop(service, false);
    }

    @Override
    public void start(String service) throws ServiceException {
        change("kickstart", service);
    }

    @Override
    public void stop(String service, boolean staysOff) throws ServiceException {
        if (state(service).isPresent()) {
            change("bootout", service);
        }
    }

    @Override
    public void restart(String service) throws ServiceException {
        change("kickstart", "-k", service);
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

    private void change(String... words) throws ServiceException {
        List<String> command = new java.util.ArrayList<>(List.of("launchctl"));
        command.addAll(List.of(words));
        String service = command.removeLast();
        command.add("gui/" + darwin.userId().orElse(0) + "/" + service);
        if (launchctl.run(command).filter(output -> output.exitStatus() == 0).isEmpty()) {
            throw new ServiceException("`" + String.join(" ", command) + "` failed");
        }
    }

    private Optional<State> ask(String target) {
        return launchctl.run(List.of("launchctl", "print", target))
                .filter(output -> output.exitStatus() == 0)
                .flatMap(output -> parse(output.text()));
    }

    /** The service's own lines come before those of its endpoints, so the first of each kind counts. */
    static Optional<State> parse(String printed) {
        Matcher state = STATE.matcher(printed);
        if (!state.find()) {
            return Optional.empty();
        }
        Matcher pid = PID.matcher(printed);
        String word = state.group(1).strip();
        return Optional.of(new State(word.equals("running"), pid.find() ? Long.parseLong(pid.group(1)) : 0, word));
    }
}
