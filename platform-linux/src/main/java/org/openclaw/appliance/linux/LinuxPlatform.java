package org.openclaw.appliance.linux;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.openclaw.appliance.linux.account.Account;
import org.openclaw.appliance.linux.firewall.LinuxFirewall;
import org.openclaw.appliance.linux.systemd.SystemdNotifier;
import org.openclaw.appliance.linux.systemd.SystemdSupervisor;
import org.openclaw.appliance.platform.BootEvidence;
import org.openclaw.appliance.platform.ChildProcesses;
import org.openclaw.appliance.platform.CommandRunner;
import org.openclaw.appliance.platform.Firewall;
import org.openclaw.appliance.platform.HostFacts;
import org.openclaw.appliance.platform.MemoryProbe;
import org.openclaw.appliance.platform.Platform;
import org.openclaw.appliance.platform.ProcessInspector;
import org.openclaw.appliance.platform.ServiceSupervisor;
import org.openclaw.appliance.platform.SupervisorNotifier;

/** Linux: facts from {@code /proc} and {@code /sys}, systemd as supervisor. Made by ServiceLoader. */
public final class LinuxPlatform implements Platform {

    private static final Path ROOT = Path.of("/");
    private static final Duration TOOL_DEADLINE = Duration.ofSeconds(5);
    /** A stop may take 330 s until systemd kills, and a restart is a stop and a start. */
    private static final Duration JOB_DEADLINE = Duration.ofMinutes(10);

    // Both keep a file or a socket open, so there is one of each, however often the gateway starts in this process.
    private final SystemdNotifier notifier = new SystemdNotifier(System.getenv(), ProcessHandle.current().pid());
    private final ReentrantLock lock = new ReentrantLock();
    private MemoryProbe memory;

    @Override
    public String name() {
        return "Linux";
    }

    @Override
    public boolean isThisSystem() {
        return System.getProperty("os.name", "").equals("Linux");
    }

    @Override
    public HostFacts hostFacts() {
        return new LinuxHostFacts(ROOT, System.getenv());
    }

    @Override
    public MemoryProbe memoryProbe() {
        lock.lock();
        try {
            memory = memory == null ? new LinuxMemoryProbe(ROOT, System.getenv()) : memory;
            return memory;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public SupervisorNotifier supervisorNotifier() {
        return notifier;
    }

    @Override
    public ServiceSupervisor serviceSupervisor() {
        return new SystemdSupervisor(
                ROOT,
                Account.current(System.getenv()),
                System.getenv(),
                ProcessHandle.current(),
                CommandRunner.within(TOOL_DEADLINE),
                CommandRunner.withErrors(JOB_DEADLINE));
    }

    @Override
    public ProcessInspector processInspector() {
        return new LinuxProcessInspector(ROOT);
    }

    @Override
    public ChildProcesses childProcesses() {
        return new LinuxChildProcesses(ROOT);
    }

    @Override
    public BootEvidence bootEvidence() {
        return new LinuxBootEvidence(ROOT, System.getenv(), CommandRunner.within(TOOL_DEADLINE));
    }

    @Override
    public Firewall firewall() {
        return new LinuxFirewall(ROOT, CommandRunner.within(TOOL_DEADLINE));
    }
}
