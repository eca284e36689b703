package org.openclaw.appliance.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.openclaw.appliance.platform.BootEvidence;
import org.openclaw.appliance.platform.Firewall;
import org.openclaw.appliance.platform.HostFacts;
import org.openclaw.appliance.platform.InstalledService;
import org.openclaw.appliance.platform.MemoryProbe;
import org.openclaw.appliance.platform.OtherService;
import org.openclaw.appliance.platform.Platform;
import org.openclaw.appliance.platform.PortablePlatform;
import org.openclaw.appliance.platform.ProcessInspector;
import org.openclaw.appliance.platform.ServiceException;
import org.openclaw.appliance.platform.ServicePlan;
import org.openclaw.appliance.platform.ServiceSupervisor;
import org.openclaw.appliance.platform.SupervisorNotifier;

/** The edge of the operating system as a test wants it: a service manager that keeps one definition, and owners of ports. */
final class ScriptedPlatform implements Platform, ServiceSupervisor {

    static final String SERVICE = "openclaw-gateway";

    private final Platform portable = new PortablePlatform();

    /** What happens when the manager starts a process. */
    interface Launch {
        void run() throws Exception;
    }

    final Map<Integer, ProcessInspector.Owner> owners = new HashMap<>();
    final List<String> calls = new ArrayList<>();
    final List<OtherService> others = new ArrayList<>();
    final List<String> differences = new ArrayList<>();
    volatile Optional<InstalledService> installed = Optional.empty();
    volatile Optional<List<String>> journal = Optional.empty();
    volatile List<String> spoken = List.of();
    volatile Optional<State> state = Optional.empty();
    final List<Firewall.Finding> firewalls = new ArrayList<>();
    volatile BootEvidence.Clock clock = BootEvidence.Clock.UNKNOWN;
    volatile Optional<String> obstacle = Optional.empty();
    volatile ServicePlan plan;
    volatile Launch launch = () -> {};
    volatile Runnable onInstall = () -> {};
    volatile State afterStart = new State(true, ProcessHandle.current().pid(), "active (running)");

    /** Installs a definition with this port. */
    ScriptedPlatform having(int port, Map<String, String> environment) {
        installed = Optional.of(new InstalledService(
                SERVICE, "/units/openclaw-gateway.service", List.of(),
                List.of("/opt/openclaw/bin/openclaw", "gateway", "run", "--port", Integer.toString(port)),
                environment, false, true));
        state = Optional.of(new State(false, 0, "inactive (dead)"));
        return this;
    }

    /** Puts the definition into a file. */
    ScriptedPlatform definition(String file) {
        InstalledService known = installed.orElseThrow();
        installed = Optional.of(new InstalledService(
                known.service(), file, known.overrides(), known.command(), known.environment(), known.system(), known.enabled()));
        return this;
    }

    ScriptedPlatform running() {
        state = Optional.of(afterStart);
        return this;
    }

    @Override
    public String kind() {
        return "scripted";
    }

    @Override
    public boolean supervisesThisProcess() {
        return false;
    }

    @Override
    public String serviceName(Optional<String> profile) {
        return SERVICE + profile.map(name -> "-" + name).orElse("");
    }

    @Override
    public Optional<State> state(String service) {
        return state;
    }

    @Override
    public Optional<List<String>> journal(String service, int lines) {
        return journal;
    }

    @Override
    public List<String> journalSince(String service, Instant since, int lines) {
        return spoken;
    }

    @Override
    public Optional<InstalledService> installed(String service) {
        return installed.filter(known -> known.service().equals(service));
    }

    @Override
    public void install(ServicePlan newPlan, Consumer<String> steps) {
        calls.add("install");
        plan = newPlan;
        onInstall.run();
        State before = state.orElse(null);
        having(newPlan.port(), newPlan.environment());
        if (before != null && before.active()) {
            state = Optional.of(before);
        }
        steps.accept("wrote the definition");
    }

    @Override
    public void uninstall(String service, Consumer<String> steps) {
        calls.add("uninstall " + service);
        installed = Optional.empty();
        state = Optional.empty();
    }

    @Override
    public void start(String service) throws ServiceException {
        calls.add("start " + service);
        launch();
    }

    @Override
    public void stop(String service, boolean staysOff) {
        calls.add("stop " + service + (staysOff ? " for good" : ""));
        state = Optional.of(new State(false, 0, "inactive (dead)"));
    }

    @Override
    public void restart(String service) throws ServiceException {
        calls.add("restart " + service);
        launch();
    }

    private void launch() throws ServiceException {
        try {
            launch.run();
            state = Optional.of(afterStart);
        } catch (ServiceException e) {
            throw e;
        } catch (Exception e) {
            throw new ServiceException(e.toString());
        }
    }

    @Override
    public List<String> drift(ServicePlan wanted) {
        return differences;
    }

    @Override
    public List<OtherService> others(boolean deep) {
        return deep ? others : List.of();
    }

    @Override
    public Optional<String> obstacle() {
        return obstacle;
    }

    @Override
    public String name() {
        return "Scripted";
    }

    @Override
    public boolean isThisSystem() {
        return true;
    }

    @Override
    public HostFacts hostFacts() {
        return portable.hostFacts();
    }

    @Override
    public MemoryProbe memoryProbe() {
        return portable.memoryProbe();
    }

    @Override
    public SupervisorNotifier supervisorNotifier() {
        return portable.supervisorNotifier();
    }

    @Override
    public ServiceSupervisor serviceSupervisor() {
        return this;
    }

    @Override
    public Firewall firewall() {
        return port -> firewalls;
    }

    @Override
    public BootEvidence bootEvidence() {
        return new BootEvidence() {
            @Override
            public Clock clock() {
                return clock;
            }
        };
    }

    @Override
    public ProcessInspector processInspector() {
        return port -> Optional.ofNullable(owners.get(port));
    }
}
