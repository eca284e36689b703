package org.openclaw.appliance.macos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.openclaw.appliance.macos.Launchctl.Job;
import org.openclaw.appliance.platform.InstalledService;
import org.openclaw.appliance.platform.OtherService;
import org.openclaw.appliance.platform.Pause;
import org.openclaw.appliance.platform.ServiceException;
import org.openclaw.appliance.platform.ServicePlan;
import org.openclaw.appliance.platform.ServiceSupervisor;

/**
 * launchd: the gateway is a LaunchAgent of the user, in the domain {@code gui/<uid>}, which exists while the user is logged
 * in at the desktop. To register it is to start it. LaunchDaemons are looked at and never touched.
 */
final class LaunchdSupervisor implements ServiceSupervisor {

    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    private static final Duration COMING_UP = Duration.ofSeconds(30);
    private static final Duration STEP = Duration.ofMillis(500);

    private final LaunchdSetting setting;
    private final Launchctl launchctl;
    private final Pause pause;
    private final Registration registration;
    private final RearmJob rearm;
    private final AgentScan scan;
    private final Refusals refusals;

    LaunchdSupervisor(LaunchdSetting setting, Launchctl launchctl, Pause pause) {
        this.setting = setting;
        this.launchctl = launchctl;
        this.pause = pause;
        this.registration = new Registration(launchctl, setting, pause);
        this.rearm = new RearmJob(setting, launchctl, registration);
        this.scan = new AgentScan(launchctl, setting.domain());
        this.refusals = new Refusals(setting, launchctl, scan);
    }

    @Override
    public String kind() {
        return "launchd";
    }

    /** launchd names the service in {@code XPC_SERVICE_NAME}; in a terminal that is {@code 0} or the terminal's own name. */
    @Override
    public boolean supervisesThisProcess() {
        String name = setting.environment().getOrDefault("XPC_SERVICE_NAME", "");
        return !name.isBlank() && !name.equals("0") && !name.startsWith("application.");
    }

    @Override
    public String serviceName(Optional<String> profile) {
        return LaunchdSetting.PREFIX + profile.orElse("gateway");
    }

    /** The user's job, or else the system's of the same label. */
    @Override
    public Optional<State> state(String service) {
        if (!LABEL.matcher(service).matches()) {
            return Optional.empty();
        }
        return state(launchctl.print(setting.target(service)))
                .or(() -> state(launchctl.print("system/" + service)));
    }

    @Override
    public Optional<InstalledService> installed(String service) {
        Path daemon = setting.daemonOf(service);
        boolean system = !Files.exists(setting.agentOf(service)) && Files.exists(daemon);
        Path file = system ? daemon : setting.agentOf(service);
        return PropertyList.read(file).map(plist -> new InstalledService(
                service,
                file.toString(),
                List.of(),
                LaunchAgent.command(PropertyList.texts(plist, "ProgramArguments")),
                Drift.withoutSecrets(PropertyList.textsByName(plist, "EnvironmentVariables")),
                system,
                !launchctl.isDisabled(system ? "system" : setting.domain(), service)));
    }

    /** Also starts it. Where exactly this definition is registered already, only the secret variables are written anew. */
    @Override
    public void install(ServicePlan plan, Consumer<String> steps) throws ServiceException, InterruptedException {
        String label = serviceName(plan.profile());
        refusals.ofWhatCompetes(plan, label);
        LaunchAgent agent = agent(plan, label);
        String definition = agent.definition();
        Path file = setting.agentOf(label);
        prepare(agent, steps);
        boolean loaded = launchctl.print(setting.target(label)) instanceof Job.Loaded;
        if (loaded && isWritten(file, definition)) {
            steps.accept(label + " is registered with this definition already");
            rearm.register(label).ifPresent(steps);
            return;
        }
        if (loaded) {
            refusals.fromWithin(label, "installed anew");
        }
        registration.replace(label, file, definition);
        steps.accept("wrote " + file);
        steps.accept("registered " + setting.target(label) + "; launchd starts it now and with every login");
        rearm.register(label).ifPresent(steps);
    }

    @Override
    public void uninstall(String service, Consumer<String> steps) throws ServiceException, InterruptedException {
        refusals.fromWithin(service, "uninstalled");
        Path file = setting.agentOf(service);
        Optional<String> secrets = Drift.environmentFile(file);
        rearm.withdraw(service, false);
        registration.remove(service);
        try {
            rearm.delete(service).ifPresent(gone -> steps.accept("removed " + gone));
            if (Files.deleteIfExists(file)) {
                steps.accept("removed " + file);
            }
            if (secrets.isPresent() && Files.deleteIfExists(Path.of(secrets.get()))) {
                steps.accept("removed " + secrets.get());
            }
        } catch (IOException e) {
            throw new ServiceException("launchd has let go of " + service + ", but " + e.getMessage() + " can't be removed");
        }
    }

    @Override
    public void start(String service) throws ServiceException, InterruptedException {
        Path file = setting.agentOf(service);
        if (!Files.exists(file)) {
            throw notInstalled(service);
        }
        refusals.besideDaemon(service);
        if (!(launchctl.print(setting.target(service)) instanceof Job.Loaded)) {
            registration.add(service, file);
        } else {
            launchctl.enable(setting.target(service));
        }
        if (!isRunning(service)) {
            launchctl.kickstart(setting.target(service));
            confirmRunning(service);
        }
        rearm.register(service);
    }

    @Override
    public void stop(String service, boolean staysOff) throws ServiceException, InterruptedException {
        refusals.fromWithin(service, "stopped");
        rearm.withdraw(service, staysOff);
        if (staysOff) {
            launchctl.disable(setting.target(service));
        }
        registration.remove(service);
    }

    /** From within the job itself, something outside of it is asked to do it a moment later. */
    @Override
    public void restart(String service) throws ServiceException, InterruptedException {
        if (!(launchctl.print(setting.target(service)) instanceof Job.Loaded)) {
            start(service);
            return;
        }
        if (refusals.isWithin(service)) {
            new DetachedRestart(launchctl.program()).of(setting.target(service));
            return;
        }
        launchctl.kickstartKilling(setting.target(service));
        // Where a job is kept alive only after crashes, launchd may leave it down.
        if (!pause.until(() -> isRunning(service), COMING_UP, STEP)) {
            launchctl.kickstart(setting.target(service));
            confirmRunning(service);
        }
    }

    @Override
    public List<String> drift(ServicePlan plan) {
        String label = serviceName(plan.profile());
        Path file = setting.agentOf(label);
        List<String> sentences = new ArrayList<>(Drift.between(file, agent(plan, label)));
        if (Files.exists(file)) {
            rearm.drift(label).ifPresent(sentences::add);
        }
        return List.copyOf(sentences);
    }

    @Override
    public List<OtherService> others(boolean deep) {
        List<OtherService> found = new ArrayList<>(scan.in(setting.agents(), false));
        if (deep) {
            found.addAll(scan.in(setting.system().resolve("Library/LaunchAgents"), false));
            found.addAll(scan.in(setting.system().resolve("Library/LaunchDaemons"), true));
        }
        return List.copyOf(found);
    }

    @Override
    public Optional<String> obstacle() {
        return refusals.obstacle();
    }

    /** What the job needs before it starts. */
    private void prepare(LaunchAgent agent, Consumer<String> steps) throws ServiceException {
        try {
            Files.createDirectories(setting.agents());
            Files.createDirectories(agent.log().getParent());
            if (agent.plan().secretEnvironment().isEmpty()) {
                Files.deleteIfExists(agent.environmentFile());
                return;
            }
            Path directory = agent.environmentFile().getParent();
            Files.createDirectories(directory);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
            DurableFile.replace(agent.environmentFile(), agent.secrets(), "rw-------");
            steps.accept("wrote " + agent.environmentFile() + " (for the owner only)");
        } catch (IOException e) {
            throw new ServiceException("the service's files can't be written: " + e.getMessage());
        }
    }

    private void confirmRunning(String service) throws ServiceException, InterruptedException {
        if (!pause.until(() -> isRunning(service), COMING_UP, STEP)) {
            throw new ServiceException("launchd knows " + service + " but it does not run; read its log, "
                    + setting.logOf(service) + ", and run `launchctl kickstart " + setting.target(service) + "`");
        }
    }

    private boolean isRunning(String service) {
        return state(launchctl.print(setting.target(service))).filter(State::active).isPresent();
    }

    private static Optional<State> state(Job job) {
        return job instanceof Job.Loaded(Optional<State> state) ? state : Optional.empty();
    }

    private static boolean isWritten(Path file, String text) {
        try {
            return Files.readString(file).equals(text);
        } catch (IOException e) {
            return false;
        }
    }

    private LaunchAgent agent(ServicePlan plan, String label) {
        return new LaunchAgent(plan, label, plan.stateDir().resolve("service").resolve(label + ".env"), setting.logOf(label));
    }

    private static ServiceException notInstalled(String service) {
        return new ServiceException("the service " + service + " is not installed; run `openclaw gateway install`");
    }
}
