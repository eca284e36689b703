package org.openclaw.appliance.macos;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.OptionalLong;
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

/** macOS: facts and memory from libSystem, launchd as supervisor. Made by ServiceLoader. */
public final class MacPlatform implements Platform {

    private static final Duration TOOL_DEADLINE = Duration.ofSeconds(5);

    private static final String LAUNCHCTL = "/bin/launchctl";

    private final Darwin darwin = new Darwin();
    private final MemoryProbe memory = new MacMemoryProbe(LibSystemMemory::load, LibDispatch::load);

    @Override
    public String name() {
        return "macOS";
    }

    @Override
    public boolean isThisSystem() {
        return System.getProperty("os.name", "").startsWith("Mac");
    }

    @Override
    public HostFacts hostFacts() {
        return new MacHostFacts(darwin, Clock.systemUTC());
    }

    @Override
    public MemoryProbe memoryProbe() {
        return memory;
    }

    /** launchd wants to be told nothing. */
    @Override
    public SupervisorNotifier supervisorNotifier() {
        return new PortablePlatform().supervisorNotifier();
    }

    @Override
    public ServiceSupervisor serviceSupervisor() {
        OptionalLong user = darwin.userId();
        if (user.isEmpty()) {
            return new PortablePlatform().serviceSupervisor();
        }
        LaunchdSetting setting = new LaunchdSetting(
                System.getenv(), Path.of(System.getProperty("user.home")), Path.of("/"), user.getAsLong(),
                pid -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent(), Ancestry::includes);
        return new LaunchdSupervisor(setting, Launchctl.at(LAUNCHCTL), Pause.real());
    }

    @Override
    public ProcessInspector processInspector() {
        return new MacProcessInspector(CommandRunner.within(TOOL_DEADLINE));
    }

    @Override
    public Firewall firewall() {
        return new MacFirewall(
                CommandRunner.within(TOOL_DEADLINE), ProcessHandle.current().info().command().orElse("java"));
    }
}
