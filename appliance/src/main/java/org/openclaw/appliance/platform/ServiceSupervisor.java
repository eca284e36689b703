package org.openclaw.appliance.platform;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The system's service manager, as far as the gateway's own service is concerned. Thread-safe. What changes something may
 * block for as long as the manager takes, within the manager's own deadlines, and never leaves two gateways running.
 */
public interface ServiceSupervisor {

    /** The kind of manager: {@code systemd}, {@code launchd}, {@code scm}, or {@code none}. */
    String kind();

    /** True when this very process was started by the manager. */
    boolean supervisesThisProcess();

    /**
     * What the gateway's service of a profile is called in the manager's own terms.
     *
     * @param profile the profile, lower case; empty for the default one
     */
    String serviceName(Optional<String> profile);

    /**
     * What the manager knows of the named service.
     *
     * @param service the service's name in the manager's own terms
     * @return empty where there is no manager or no such service
     */
    Optional<State> state(String service);

    /** The definition as it is installed, with everything that overrides it; empty where there is none. */
    Optional<InstalledService> installed(String service);

    /**
     * Writes the definition, makes the manager read it and enables it, so that it starts with the machine. Replaces an
     * older definition of the same name; when the manager refuses the new one, the old one is put back. Does not start it.
     *
     * @param steps is told each step and each hint, one line each
     * @throws ServiceException with a sentence for the operator
     */
    void install(ServicePlan plan, Consumer<String> steps) throws ServiceException, InterruptedException;

    /** Stops and unregisters the service. Success where there is none. Never touches the gateway's state. */
    void uninstall(String service, Consumer<String> steps) throws ServiceException, InterruptedException;

    /** Starts the service, also after {@link #stop} with {@code staysOff}; success where it runs already. */
    void start(String service) throws ServiceException, InterruptedException;

    /**
     * Stops the service and returns when its process is gone; success where it doesn't run.
     *
     * @param staysOff whether it stays off after the machine's next start, until it is started by hand
     */
    void stop(String service, boolean staysOff) throws ServiceException, InterruptedException;

    /** Ends the running process and starts a new one; starts the service where it doesn't run. */
    void restart(String service) throws ServiceException, InterruptedException;

    /** How the installed definition differs from the plan, one sentence each; empty where it agrees or isn't installed. */
    List<String> drift(ServicePlan plan);

    /**
     * What keeps an installed service from running for as long as the machine does, apart from its definition: one sentence
     * each. {@link #install} puts right what it may; empty where nothing does.
     */
    default List<String> hindrances(String service) {
        return List.of();
    }

    /**
     * Other gateway-like services on this machine, as far as this user may see them (best effort).
     *
     * @param deep whether to look at the whole system, not only at this user's services
     */
    List<OtherService> others(boolean deep);

    /** True when what this process prints goes to the manager's own log, which adds the time by itself. */
    default boolean keepsOutput() {
        return false;
    }

    /**
     * The command that prints the end of what the manager's log has of a service, as one JSON object a line with {@code
     * MESSAGE}, {@code PRIORITY} (syslog(3)) and {@code __REALTIME_TIMESTAMP} (microseconds since 1970), and goes on with what is
     * added; empty where there is no such log or no such service.
     *
     * @param lines how many of the past
     */
    default Optional<List<String>> journal(String service, int lines) {
        return Optional.empty();
    }

    /**
     * The end of what the manager's log has of a service since a moment, one JSON object a line as {@link #journal} prints them,
     * with {@code SYSLOG_IDENTIFIER}. Empty where there is none, and where this user may not read it.
     *
     * @param since to the second
     * @param lines at most
     */
    default List<String> journalSince(String service, Instant since, int lines) {
        return List.of();
    }

    /** The plain reason why services can't be managed here, with what to do about it; empty where they can. */
    Optional<String> obstacle();

    /**
     * @param active whether it runs
     * @param pid its main process, or 0
     * @param detail the manager's own word for the state
     */
    record State(boolean active, long pid, String detail) {}
}
