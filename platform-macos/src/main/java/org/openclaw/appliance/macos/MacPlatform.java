package org.openclaw.appliance.macos;

import java.time.Clock;
import java.time.Duration;
import org.openclaw.appliance.platform.CommandRunner;
import org.openclaw.appliance.platform.HostFacts;
import org.openclaw.appliance.platform.MemoryProbe;
import org.openclaw.appliance.platform.Platform;
import org.openclaw.appliance.platform.PortablePlatform;
import org.openclaw.appliance.platform.ProcessInspector;
import org.openclaw.appliance.platform.ServiceSupervisor;
import org.openclaw.appliance.platform.SupervisorNotifier;

/** macOS: facts and memory from libSystem, launchd as supervisor. Made by ServiceLoader. */
public final class MacPlatform implements Platform {

    private static final Duration TOOL_DEADLINE = Duration.ofSeconds(5);

    private final Darwin darwin = new Darwin();

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
        return new MacMemoryProbe(darwin);
    }

    /** launchd wants to be told nothing. */
    @Override
    public SupervisorNotifier supervisorNotifier() {
        return new PortablePlatform().supervisorNotifier();
    }

    @Override
    public ServiceSupervisor serviceSupervisor() {
        return new LaunchdSupervisor(System.getenv(), darwin, CommandRunner.within(TOOL_DEADLINE));
    }

    @Override
    public ProcessInspector processInspector() {
        return new MacProcessInspector(CommandRunner.within(TOOL_DEADLINE));
    }
}
