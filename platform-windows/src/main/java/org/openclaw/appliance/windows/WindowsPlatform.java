package org.openclaw.appliance.windows;

import java.time.Duration;
import org.openclaw.appliance.platform.Ancestry;
import org.openclaw.appliance.platform.CommandRunner;
import org.openclaw.appliance.platform.Firewall;
import org.openclaw.appliance.platform.HostFacts;
import org.openclaw.appliance.platform.MemoryProbe;
import org.openclaw.appliance.platform.Pause;
import org.openclaw.appliance.platform.Platform;
import org.openclaw.appliance.platform.PortablePlatform;
import org.openclaw.appliance.platform.ProcessInspector;
import org.openclaw.appliance.platform.ServiceSupervisor;
import org.openclaw.appliance.platform.SupervisorNotifier;

/** Windows: memory and uptime from kernel32, services from the service control manager. Made by ServiceLoader. */
public final class WindowsPlatform implements Platform {

    private static final Duration TOOL_DEADLINE = Duration.ofSeconds(5);

    private final Kernel kernel = new Kernel();
    private final MemoryProbe memory = new WindowsMemoryProbe(Kernel32Memory::load);

    @Override
    public String name() {
        return "Windows";
    }

    @Override
    public boolean isThisSystem() {
        return System.getProperty("os.name", "").startsWith("Windows");
    }

    @Override
    public HostFacts hostFacts() {
        return new WindowsHostFacts(kernel, memory, System.getenv());
    }

    @Override
    public MemoryProbe memoryProbe() {
        return memory;
    }

    /** procrun reports to the service control manager itself. */
    @Override
    public SupervisorNotifier supervisorNotifier() {
        return new PortablePlatform().supervisorNotifier();
    }

    @Override
    public ServiceSupervisor serviceSupervisor() {
        return new ServiceControlManager(
                kernel, WindowsTools.real(), new NativeServiceSettings(Advapi32::load), System.getenv(),
                Ancestry::includes, Pause.real());
    }

    @Override
    public ProcessInspector processInspector() {
        return new WindowsProcessInspector(CommandRunner.within(TOOL_DEADLINE));
    }

    @Override
    public Firewall firewall() {
        return new WindowsFirewall(WindowsTools.real());
    }
}
