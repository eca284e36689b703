package org.openclaw.appliance.platform;

import java.util.Optional;

/** The system's service manager, as far as the gateway's own service is concerned. */
public interface ServiceSupervisor {

    /** The kind of manager: {@code systemd}, {@code launchd}, {@code scm}, or {@code none}. */
    String kind();

    /** True when this very process was started by the manager. */
    boolean supervisesThisProcess();

    /**
     * What the manager knows of the named service.
     *
     * @param service the service's name in the manager's own terms
     * @return empty where there is no manager or no such service
     */
    Optional<State> state(String service);

    /**
     * @param active whether it runs
     * @param pid its main process, or 0
     * @param detail the manager's own word for the state
     */
    record State(boolean active, long pid, String detail) {}
}
