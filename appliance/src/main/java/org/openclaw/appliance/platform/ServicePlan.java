package org.openclaw.appliance.platform;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The service as it should be, whatever the manager.
 *
 * @param profile the profile it runs, lower case; empty for the default one
 * @param version the product's version, recorded in the definition
 * @param command the command line: the launcher's absolute path, then its arguments
 * @param workingDirectory where it starts, an existing directory
 * @param stateDir the gateway's state directory, the only place it writes to besides its workspace
 * @param writable further directories it writes to
 * @param environment variables for the definition itself, which everybody on the machine may read: no secrets
 * @param secretEnvironment variables for a file of mode 0600 that the definition names
 * @param port the port the command line resolves to
 * @param system whether it is the whole system's service instead of this user's
 * @param user the account it runs as when {@code system}
 * @param memoryBudgetBytes what the gateway may use, or 0 where nothing is known
 * @param rebootsOnFailure whether the machine restarts when the manager gives up on the service, and when the machine itself
 *     stands still; only where {@code system}
 */
public record ServicePlan(
        Optional<String> profile,
        String version,
        List<String> command,
        Path workingDirectory,
        Path stateDir,
        List<Path> writable,
        Map<String, String> environment,
        Map<String, String> secretEnvironment,
        int port,
        boolean system,
        Optional<String> user,
        long memoryBudgetBytes,
        boolean rebootsOnFailure) {

    /** What marks a definition as ours, in its environment. */
    public static final String MARKER = "OPENCLAW_SERVICE_MARKER";

    public ServicePlan {
        command = List.copyOf(command);
        writable = List.copyOf(writable);
        environment = Map.copyOf(environment);
        secretEnvironment = Map.copyOf(secretEnvironment);
    }

    /** A service whose failures leave the machine alone. */
    public ServicePlan(
            Optional<String> profile, String version, List<String> command, Path workingDirectory, Path stateDir,
            List<Path> writable, Map<String, String> environment, Map<String, String> secretEnvironment, int port,
            boolean system, Optional<String> user, long memoryBudgetBytes) {
        this(
                profile, version, command, workingDirectory, stateDir, writable, environment, secretEnvironment, port, system,
                user, memoryBudgetBytes, false);
    }
}
