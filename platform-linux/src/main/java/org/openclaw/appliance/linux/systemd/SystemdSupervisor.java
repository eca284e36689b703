package org.openclaw.appliance.linux.systemd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.openclaw.appliance.linux.account.Account;
import org.openclaw.appliance.platform.CommandRunner;
import org.openclaw.appliance.platform.InstalledService;
import org.openclaw.appliance.platform.OtherService;
import org.openclaw.appliance.platform.ServiceException;
import org.openclaw.appliance.platform.ServicePlan;
import org.openclaw.appliance.platform.ServiceSupervisor;

/**
 * systemd, through systemctl(1) and unit files. A service is looked for among the user's units first, then among the
 * system's; what is read works without reaching a manager too.
 */
public final class SystemdSupervisor implements ServiceSupervisor {

    private static final String JOURNAL_FIELDS = "--output-fields=MESSAGE,PRIORITY,SYSLOG_IDENTIFIER";

    private final Path root;
    private final Account account;
    private final Map<String, String> environment;
    private final ProcessHandle self;
    private final CommandRunner questions;
    private final CommandRunner jobs;

    /**
     * @param root the root of the file system; another one in tests
     * @param account who runs this process
     * @param environment this process's variables
     * @param self this process
     * @param questions runs tools that answer at once
     * @param jobs runs tools that take as long as a service takes to start or stop; with their standard error
     */
    public SystemdSupervisor(
            Path root,
            Account account,
            Map<String, String> environment,
            ProcessHandle self,
            CommandRunner questions,
            CommandRunner jobs) {
        this.root = root;
        this.account = account;
        this.environment = environment;
        this.self = self;
        this.questions = questions;
        this.jobs = jobs;
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
    public String serviceName(Optional<String> profile) {
        return UnitName.service(profile);
    }

    @Override
    public Optional<State> state(String service) {
        return UnitName.of(service)
                .flatMap(unit ->
                        control().state(Manager.USER, unit).or(() -> control().state(Manager.SYSTEM, unit)));
    }

    @Override
    public Optional<InstalledService> installed(String service) {
        Units units = units();
        return units.find(service)
                .map(found -> new InstalledService(
                        found.unit(),
                        found.file().toString(),
                        found.dropIns(),
                        found.settings().command(),
                        VisibleEnvironment.of(found.settings()),
                        found.manager() == Manager.SYSTEM,
                        units.isEnabled(found),
                        MachineRestart.isWantedBy(found.file()),
                        found.settings().value("User")));
    }

    @Override
    public void install(ServicePlan plan, Consumer<String> steps) throws ServiceException, InterruptedException {
        installation().run(plan, steps);
    }

    @Override
    public void uninstall(String service, Consumer<String> steps) throws ServiceException, InterruptedException {
        MachineRestart machineRestart = new MachineRestart(root, directories());
        new Removal(account, systemctl(), units(), control(), machineRestart).run(service, steps);
    }

    @Override
    public void start(String service) throws ServiceException, InterruptedException {
        Definition definition = required(service);
        control().start(definition.manager(), definition.unit());
    }

    @Override
    public void stop(String service, boolean staysOff) throws ServiceException, InterruptedException {
        Optional<Definition> definition = units().find(service);
        if (definition.isPresent()) {
            control().stop(definition.get().manager(), definition.get().unit(), staysOff);
        }
    }

    @Override
    public void restart(String service) throws ServiceException, InterruptedException {
        Definition definition = required(service);
        control().restart(definition.manager(), definition.unit());
    }

    private Definition required(String service) throws ServiceException {
        return units().find(service)
                .orElseThrow(() -> new ServiceException(
                        "the service " + service + " is not installed: run `openclaw gateway install`"));
    }

    @Override
    public List<String> drift(ServicePlan plan) {
        Manager manager = plan.system() ? Manager.SYSTEM : Manager.USER;
        Optional<Definition> installed =
                UnitName.of(UnitName.service(plan.profile())).flatMap(unit -> units().find(manager, unit));
        if (installed.isEmpty()) {
            return List.of();
        }
        try {
            UnitSettings planned = UnitSettings.of(List.of(installation().unitText(plan)));
            return new Drift(plan, installed.get(), planned).sentences();
        } catch (ServiceException e) {
            return List.of("The service can't be written for the present configuration: " + e.getMessage() + ".");
        }
    }

    @Override
    public List<String> hindrances(String service) {
        boolean users = installed(service).filter(known -> !known.system()).isPresent();
        return !users || new Linger(root, questions).isOn(account.name())
                ? List.of()
                : List.of("The service ends when " + account.name() + " logs out, for lingering is off. Run: sudo loginctl "
                        + "enable-linger " + account.name());
    }

    @Override
    public List<OtherService> others(boolean deep) {
        return new GatewayUnits(directories(), systemctl()).find(deep);
    }

    @Override
    public Optional<String> obstacle() {
        if (!Files.isDirectory(root.resolve("run/systemd/system"))) {
            return Optional.of("this system was not started by systemd" + wslHint()
                    + "; run `openclaw gateway run` under the supervisor you use");
        }
        Systemctl systemctl = systemctl();
        if (systemctl.version() == 0) {
            return Optional.of("systemctl is not installed or does not answer; install the package systemd");
        }
        boolean some = account.isRoot() || systemctl.reaches(Manager.USER);
        return some ? Optional.empty() : Optional.of(systemctl.unreachable(Manager.USER));
    }

    /** {@code JOURNAL_STREAM} is inherited by programs that print elsewhere; it names the very socket (systemd.exec(5)). */
    @Override
    public boolean keepsOutput() {
        String journal = environment.get("JOURNAL_STREAM");
        return journal != null && (journal.equals(stream(1)) || journal.equals(stream(2)));
    }

    private String stream(int descriptor) {
        try {
            Map<String, Object> facts = Files.readAttributes(root.resolve("proc/self/fd/" + descriptor), "unix:dev,ino");
            return facts.get("dev") + ":" + facts.get("ino");
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return "";
        }
    }

    @Override
    public Optional<List<String>> journal(String service, int lines) {
        return units().find(service).map(unit -> journal(unit, lines, "--follow"));
    }

    @Override
    public List<String> journalSince(String service, Instant since, int lines) {
        return units().find(service)
                .map(unit -> journal(unit, lines, "--no-pager", "--quiet", "--since=@" + since.getEpochSecond(), JOURNAL_FIELDS))
                .flatMap(questions::run)
                .filter(answer -> answer.exitStatus() == 0)
                .map(answer -> answer.text().lines().toList())
                .orElse(List.of());
    }

    private static List<String> journal(Definition unit, int lines, String... more) {
        Stream<String> which = unit.manager() == Manager.SYSTEM
                ? Stream.of("--unit=" + unit.unit())
                : Stream.of("--user", "--user-unit=" + unit.unit());
        return Stream.of(Stream.of("journalctl"), which, Stream.of("--output=json", "--lines=" + lines), Stream.of(more))
                .flatMap(words -> words)
                .toList();
    }

    private String wslHint() {
        try {
            boolean wsl = Files.readString(root.resolve("proc/sys/kernel/osrelease")).toLowerCase(Locale.ROOT)
                    .contains("microsoft");
            return wsl ? " (in WSL, put `[boot]` and `systemd=true` into /etc/wsl.conf and run `wsl --shutdown`)" : "";
        } catch (IOException e) {
            return "";
        }
    }

    // Made when they are needed: a running gateway asks for none of them.

    private Systemctl systemctl() {
        return new Systemctl(questions, jobs, new UserSession(root, account, environment));
    }

    private UnitDirectories directories() {
        return new UnitDirectories(root, account.home());
    }

    private Units units() {
        return new Units(directories(), systemctl());
    }

    private ServiceControl control() {
        return new ServiceControl(systemctl());
    }

    private Installation installation() {
        Rivals rivals = new Rivals(systemctl(), units());
        return new Installation(root, account, systemctl(), directories(), rivals, new Linger(root, questions));
    }
}
