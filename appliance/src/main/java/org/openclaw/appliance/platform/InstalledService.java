package org.openclaw.appliance.platform;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A service definition as the manager has it.
 *
 * @param service its name in the manager's own terms
 * @param definition the file, or the registry key, that it is written in
 * @param overrides files that change it (drop-ins)
 * @param command its command line
 * @param environment its variables without values that are secret, drop-ins and environment files included
 * @param system whether it is the whole system's
 * @param enabled whether it starts with the machine
 * @param rebootsOnFailure whether the machine restarts when the manager gives up on it
 * @param account whom the definition names to run as; empty where it names nobody
 */
public record InstalledService(
        String service,
        String definition,
        List<Path> overrides,
        List<String> command,
        Map<String, String> environment,
        boolean system,
        boolean enabled,
        boolean rebootsOnFailure,
        Optional<String> account) {

    /** A service whose failures leave the machine alone, and whose account is the manager's own affair. */
    public InstalledService(
            String service, String definition, List<Path> overrides, List<String> command, Map<String, String> environment,
            boolean system, boolean enabled) {
        this(service, definition, overrides, command, environment, system, enabled, false, Optional.empty());
    }

    /** The port on its command line. */
    public OptionalInt port() {
        for (int i = 0; i < command.size(); i++) {
            String word = command.get(i);
            String value = word.startsWith("--port=")
                    ? word.substring("--port=".length())
                    : word.equals("--port") && i + 1 < command.size() ? command.get(i + 1) : "";
            if (value.matches("\\d{1,5}")) {
                return OptionalInt.of(Integer.parseInt(value));
            }
        }
        return OptionalInt.empty();
    }
}
