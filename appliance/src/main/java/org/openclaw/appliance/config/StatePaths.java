package org.openclaw.appliance.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.openclaw.appliance.file.PrivateFile;

/**
 * Where one instance keeps its things.
 *
 * @param profile the named profile; empty for the main one
 * @param stateDir everything the instance owns
 * @param configFile the configuration, JSON5
 * @param workspace the agents' working directory unless the configuration names another
 * @param logFile the log unless the configuration names another
 * @param database the one SQLite file
 * @param runDir sockets, locks and the process id
 * @param dev whether this is the development profile
 * @param defaultPort the port where nothing names one: 18789, or 19001 for the development profile
 * @param legacy whether this is the state directory of an older product name, because no newer one exists
 */
public record StatePaths(
        Optional<String> profile,
        Path stateDir,
        Path configFile,
        Path workspace,
        Path logFile,
        Path database,
        Path runDir,
        boolean dev,
        int defaultPort,
        boolean legacy) {

    private static final String DEV = "dev";
    private static final int PORT = 18789;
    private static final int DEV_PORT = 19001;
    private static final Pattern PROFILE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");

    /**
     * Works the places out; touches no file but to see which directories exist.
     *
     * @param profile the value of {@code --profile}, if given
     * @param dev whether {@code --dev} was given
     * @throws IllegalArgumentException when the profile's name can't be part of a file name, with a sentence for the operator
     */
    public static StatePaths of(Environment environment, Optional<String> profile, boolean dev) {
        Optional<String> name = chosenProfile(environment, profile, dev);
        Optional<Path> explicit = environment.get("OPENCLAW_STATE_DIR").map(environment::path);
        Path home = environment.home();
        Path current = home.resolve(".openclaw" + suffix(name));
        Path old = home.resolve(".clawdbot" + suffix(name));
        boolean legacy = explicit.isEmpty() && !Files.isDirectory(current) && Files.isDirectory(old);
        Path state = explicit.orElse(legacy ? old : current);
        boolean development = name.equals(Optional.of(DEV));
        return new StatePaths(
                name,
                state,
                environment.get("OPENCLAW_CONFIG_PATH").map(environment::path).orElseGet(() -> configIn(state)),
                environment.get("OPENCLAW_WORKSPACE_DIR").map(environment::path)
                        .orElseGet(() -> workspace(home, state, name, explicit.isPresent() || legacy)),
                state.resolve("logs").resolve("gateway.log"),
                state.resolve("state").resolve("openclaw.sqlite"),
                state.resolve("run"),
                development,
                development ? DEV_PORT : PORT,
                legacy);
    }

    /** Creates the directories, readable by the owner alone where the file system knows permissions. */
    public void create() throws IOException {
        for (Path directory : new Path[] {stateDir, logFile.getParent(), database.getParent(), runDir}) {
            PrivateFile.createDirectory(directory);
        }
    }

    private static Optional<String> chosenProfile(Environment environment, Optional<String> flag, boolean dev) {
        Optional<String> chosen = flag.or(() -> dev ? Optional.of(DEV) : environment.get("OPENCLAW_PROFILE"))
                .filter(name -> !name.equals("default"));
        chosen.filter(name -> !PROFILE.matcher(name).matches()).ifPresent(name -> {
            throw new IllegalArgumentException(
                    "Invalid profile name. Use letters, digits, \"_\" and \"-\", at most 64 characters.");
        });
        return chosen;
    }

    private static Path configIn(Path state) {
        Path current = state.resolve("openclaw.json");
        Path old = state.resolve("clawdbot.json");
        return !Files.exists(current) && Files.exists(old) ? old : current;
    }

    // Instances must not share a workspace, so an own state directory brings an own workspace with it.
    private static Path workspace(Path home, Path state, Optional<String> profile, boolean ownState) {
        Path old = home.resolve("clawd" + suffix(profile));
        if (ownState) {
            return state.startsWith(home.resolve(".clawdbot" + suffix(profile))) && Files.isDirectory(old)
                    ? old
                    : state.resolve("workspace");
        }
        Path current = home.resolve(".openclaw").resolve("workspace" + suffix(profile));
        boolean oldOnly = profile.equals(Optional.of(DEV)) && !Files.isDirectory(current) && Files.isDirectory(old);
        return oldOnly ? old : current;
    }

    private static String suffix(Optional<String> profile) {
        return profile.map(name -> "-" + name).orElse("");
    }
}
