package org.openclaw.appliance.windows;

import java.util.Optional;

/** What the service control manager keeps for a service and neither procrun nor {@code sc.exe} sets as wanted. */
interface ServiceSettings {

    /** Whether this process may create and change services, which takes an elevated administrator. */
    boolean mayManageServices();

    /**
     * Lets the manager start a service that ended by itself again, after 5, 30 and 60 seconds, also when it ended with an
     * error status of its own accord; gives it time at shutdown; gives it a SID of its own for access lists.
     *
     * @return why that can't be done; empty when it is done
     */
    Optional<String> restartAfterFailure(String service);

    /**
     * Changes the command line that the manager starts the service with, which procrun sets only once.
     *
     * @return why that can't be done; empty when it is done
     */
    Optional<String> startWith(String service, String commandLine);
}
