package org.openclaw.appliance.service;

import java.util.Optional;
import org.openclaw.appliance.config.Environment;

/** Who looks after the gateway's process: the system's service manager, or a supervisor the operator runs. */
public enum SupervisorMode {
    NATIVE,
    /** PM2, a container's restart policy, the desktop app: the service manager must be left alone. */
    EXTERNAL;

    private static final String VARIABLE = "OPENCLAW_SUPERVISOR_MODE";

    public static SupervisorMode of(Environment environment) {
        Optional<String> mode = environment.get(VARIABLE);
        return mode.filter("external"::equalsIgnoreCase).isPresent() ? EXTERNAL : NATIVE;
    }
}
