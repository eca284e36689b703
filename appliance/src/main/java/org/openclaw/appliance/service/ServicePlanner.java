package org.openclaw.appliance.service;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.config.Environment;
import org.openclaw.appliance.config.MemorySize;
import org.openclaw.appliance.config.StatePaths;
import org.openclaw.appliance.platform.ServicePlan;
import org.openclaw.appliance.protocol.ProductVersion;

/**
 * Works out the service of an instance: what starts it, with which variables. Reads the environment and the configuration,
 * changes nothing. Who compares an installed service with its plan uses the same plan that would be installed.
 */
public final class ServicePlanner {

    /**
     * What the operator chose.
     *
     * @param port where the gateway listens
     * @param system whether it is the whole system's service instead of this user's
     * @param user the account it runs as when {@code system}
     * @param token the gateway's token for the service's secret variables; empty for the environment's, if there is one
     * @param allowUnconfigured start although {@code gateway.mode} isn't {@code local}
     * @param rebootsOnFailure whether the machine restarts when the service is given up on
     */
    public record Wish(
            int port, boolean system, Optional<String> user, Optional<String> token, boolean allowUnconfigured,
            boolean rebootsOnFailure) {

        /** This user's service on a port. */
        public static Wish on(int port) {
            return new Wish(port, false, Optional.empty(), Optional.empty(), false, false);
        }
    }

    /** Secrets the gateway itself reads from the environment; the configuration names all others. */
    private static final List<String> SECRETS = List.of("OPENCLAW_GATEWAY_TOKEN", "OPENCLAW_GATEWAY_PASSWORD");

    /** Choices without secrets that a gateway started by hand would have taken from the environment. */
    private static final List<String> CHOICES = List.of("OPENCLAW_JAVA_OPTS", "OPENCLAW_LOG_LEVEL", "TZ");

    private final Environment environment;
    private final StatePaths paths;
    private final Optional<Config> config;
    private final Path launcher;

    /**
     * @param config what the configuration says; empty when it is missing or broken
     * @param launcher the absolute path of the executable
     */
    public ServicePlanner(Environment environment, StatePaths paths, Optional<Config> config, Path launcher) {
        this.environment = environment;
        this.paths = paths;
        this.config = config;
        this.launcher = launcher;
    }

    public ServicePlan plan(Wish wish) {
        return new ServicePlan(
                paths.profile().map(name -> name.toLowerCase(Locale.ROOT)),
                ProductVersion.text(),
                command(wish),
                environment.home(),
                paths.stateDir(),
                writable(),
                variables(wish),
                secrets(wish),
                wish.port(),
                wish.system(),
                wish.user(),
                memoryBudget(),
                wish.rebootsOnFailure());
    }

    private List<String> command(Wish wish) {
        List<String> command = new ArrayList<>(List.of(launcher.toString(), "gateway", "run"));
        command.add("--port");
        command.add(Integer.toString(wish.port()));
        if (wish.allowUnconfigured()) {
            command.add("--allow-unconfigured");
        }
        return command;
    }

    private List<Path> writable() {
        List<Path> places = new ArrayList<>();
        places.add(workspace());
        // A save writes a new file beside the old one.
        places.add(paths.configFile().getParent());
        config.flatMap(known -> known.text("logging.file"))
                .map(environment::path)
                .map(Path::getParent)
                .ifPresent(places::add);
        return places.stream().filter(place -> !place.startsWith(paths.stateDir())).distinct().toList();
    }

    private Path workspace() {
        return config.flatMap(known -> known.text("agents.defaults.workspace"))
                .map(environment::path)
                .orElse(paths.workspace());
    }

    private Map<String, String> variables(Wish wish) {
        Map<String, String> variables = new TreeMap<>();
        variables.put(ServicePlan.MARKER, "openclaw");
        variables.put("OPENCLAW_SERVICE_KIND", "gateway");
        variables.put("OPENCLAW_SERVICE_VERSION", ProductVersion.text());
        searchPath().ifPresent(path -> variables.put("PATH", path));
        paths.profile().ifPresent(name -> variables.put("OPENCLAW_PROFILE", name));
        // The places as resolved now: a relative one would mean something else to the service.
        copyPlace("OPENCLAW_HOME", environment.home(), variables);
        copyPlace("OPENCLAW_STATE_DIR", paths.stateDir(), variables);
        copyPlace("OPENCLAW_CONFIG_PATH", paths.configFile(), variables);
        copyPlace("OPENCLAW_WORKSPACE_DIR", paths.workspace(), variables);
        if (wish.system()) {
            // Whoever looks at the definition later is somebody else, with a home of their own.
            variables.put("OPENCLAW_STATE_DIR", paths.stateDir().toString());
        }
        for (String name : CHOICES) {
            environment.get(name).ifPresent(value -> variables.put(name, value));
        }
        return variables;
    }

    private void copyPlace(String name, Path place, Map<String, String> variables) {
        if (environment.get(name).isPresent()) {
            variables.put(name, place.toString());
        }
    }

    private Map<String, String> secrets(Wish wish) {
        Map<String, String> secrets = new TreeMap<>();
        for (String name : SECRETS) {
            environment.get(name).ifPresent(value -> secrets.put(name, value));
        }
        wish.token().ifPresent(token -> secrets.put(SECRETS.getFirst(), token));
        return secrets;
    }

    // A relative entry would let whoever owns the working directory choose what the agent's tools run.
    private Optional<String> searchPath() {
        String kept = environment.get("PATH").stream()
                .flatMap(path -> Arrays.stream(path.split(File.pathSeparator)))
                .filter(entry -> !entry.isBlank() && Path.of(entry).isAbsolute())
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
        return Optional.of(kept).filter(path -> !path.isEmpty());
    }

    private long memoryBudget() {
        return config.map(known -> MemorySize.bytes(known.at("gateway.maxMemory")).orElse(0)).orElse(0L);
    }
}
