package org.openclaw.appliance.platform;

import java.util.List;
import java.util.ServiceLoader;

/** Everything the gateway asks of an operating system. One module per system implements it; each loads everywhere. */
public interface Platform {

    /** The system's name, for people: {@code Linux}, {@code macOS}, {@code Windows}. */
    String name();

    /** True when this process runs on this module's system. Everything else may be asked only then. */
    boolean isThisSystem();

    HostFacts hostFacts();

    /** Files it keeps open are opened once in a process, however often this is asked. */
    MemoryProbe memoryProbe();

    /** A socket it keeps open is opened once in a process, however often this is asked. */
    SupervisorNotifier supervisorNotifier();

    ServiceSupervisor serviceSupervisor();

    ProcessInspector processInspector();

    /** How commands of agents are started and ended. */
    default ChildProcesses childProcesses() {
        return ChildProcesses.portable();
    }

    default Firewall firewall() {
        return port -> List.of();
    }

    default BootEvidence bootEvidence() {
        return new BootEvidence() {};
    }

    /** The module for this system, or the portable one that knows only what the JVM tells. */
    static Platform current() {
        for (Platform platform : ServiceLoader.load(Platform.class)) {
            if (platform.isThisSystem()) {
                return platform;
            }
        }
        return new PortablePlatform();
    }
}
