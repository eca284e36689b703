package org.openclaw.appliance.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What the process was started with: its variables, working directory, home and user. Immutable and thread-safe.
 *
 * <p>Names of this product are looked up under three prefixes, {@code OPENCLAW_} before {@code CLAWDBOT_} before
 * {@code MOLTBOT_}. A blank value counts as unset. Layers added later (a {@code .env} file, the configuration's
 * {@code env.vars}) only fill gaps: they never replace what is there, under whichever prefix.
 */
public final class Environment {

    /** The code in the one warning about old names. */
    public static final String LEGACY_WARNING_CODE = "OPENCLAW_LEGACY_ENV_VARS";

    private static final String PREFIX = "OPENCLAW_";
    private static final List<String> OLD_PREFIXES = List.of("CLAWDBOT_", "MOLTBOT_");
    private static final Pattern PROTECTED = Pattern.compile(
            "(OPENCLAW|CLAWDBOT|MOLTBOT)_.*|.*(KEY|TOKEN|SECRET|PASSWORD|CREDENTIALS|BASE_URL|ENDPOINT|_HOST)");
    private static final long LARGEST_FILE = 64 * 1024;

    private final Map<String, String> variables;
    private final Path workingDirectory;
    private final Path home;
    private final String user;

    public Environment(Map<String, String> variables, Path workingDirectory, Path home, String user) {
        this.variables = new TreeMap<>(variables);
        this.workingDirectory = workingDirectory;
        this.home = home;
        this.user = user;
    }

    /**
     * The environment of this process, with the {@code .env} file of its working directory below it. That file may belong to
     * whoever made the directory, so it can't set this product's own variables, credentials or provider addresses.
     */
    public static Environment ofProcess() {
        Path workingDirectory = Path.of(System.getProperty("user.dir"));
        return new Environment(
                        System.getenv(),
                        workingDirectory,
                        homeOf(System.getenv()),
                        System.getProperty("user.name"))
                .withUntrustedFile(workingDirectory.resolve(".env"));
    }

    // HOME first, as every program on Unix does: the JVM's own property comes from the password file.
    private static Path homeOf(Map<String, String> variables) {
        String home = variables.get("HOME");
        return Path.of(home != null && home.startsWith("/") ? home : System.getProperty("user.home"));
    }

    /** A variable's value; for a name of this product also under its old prefixes. Blank counts as unset. */
    public Optional<String> get(String name) {
        Optional<String> value = exact(name);
        if (value.isEmpty() && name.startsWith(PREFIX)) {
            String rest = name.substring(PREFIX.length());
            for (String prefix : OLD_PREFIXES) {
                value = value.or(() -> exact(prefix + rest));
            }
        }
        return value;
    }

    /** All variables by their names. They hold secrets. */
    public Map<String, String> variables() {
        return Collections.unmodifiableMap(variables);
    }

    /** What there is of a variable. */
    public enum Presence {
        PRESENT,
        /** Only under an older name of this product. */
        OLD_NAME,
        /** Set to nothing, which counts as unset. */
        EMPTY,
        ABSENT
    }

    /** What there is of a variable, and not its value. */
    public Presence presence(String name) {
        if (exact(name).isPresent()) {
            return Presence.PRESENT;
        }
        if (get(name).isPresent()) {
            return Presence.OLD_NAME;
        }
        return variables.containsKey(name) ? Presence.EMPTY : Presence.ABSENT;
    }

    /** Whether the variable says yes: {@code 1}, {@code true}, {@code yes} or {@code on}. */
    public boolean flag(String name) {
        return get(name).map(value -> List.of("1", "true", "yes", "on").contains(value.toLowerCase(Locale.ROOT)))
                .orElse(false);
    }

    /** The directory the process was started in. */
    public Path workingDirectory() {
        return workingDirectory;
    }

    /** The user's home, or the directory {@code OPENCLAW_HOME} puts in its place. */
    public Path home() {
        return get("OPENCLAW_HOME").map(this::expand).orElse(home);
    }

    /** The name of the user this process runs as. */
    public String user() {
        return user;
    }

    /** The same variables for another account, without those that name this one's places. */
    public Environment of(String account, Path accountHome) {
        Map<String, String> kept = new TreeMap<>(variables);
        kept.keySet().removeIf(name -> canonical(name).equals("OPENCLAW_HOME") || name.equals("HOME"));
        return new Environment(kept, workingDirectory, accountHome, account);
    }

    /** A path as people write it: {@code ~} is the home, a relative one starts at the working directory. */
    public Path path(String written) {
        if (written.equals("~") || written.startsWith("~/") || written.startsWith("~\\")) {
            return home().resolve(written.length() > 2 ? written.substring(2) : "").normalize();
        }
        return workingDirectory.resolve(written).normalize();
    }

    /** This environment with more variables where it has none. */
    public Environment withFallback(Map<String, String> more) {
        Map<String, String> merged = new TreeMap<>(variables);
        more.forEach((name, value) -> {
            if (get(canonical(name)).isEmpty()) {
                merged.put(name, value);
            }
        });
        return new Environment(merged, workingDirectory, home, user);
    }

    /**
     * This environment with the variables of a {@code .env} file where it has none. A file that is absent, unreadable or
     * larger than 64 KiB adds nothing.
     */
    public Environment withFile(Path file) {
        return withFallback(read(file));
    }

    /** As {@link #withFile}, leaving out what only a trusted file may set. */
    Environment withUntrustedFile(Path file) {
        Map<String, String> harmless = read(file);
        harmless.keySet().removeIf(name -> PROTECTED.matcher(name).matches());
        return withFallback(harmless);
    }

    private static Map<String, String> read(Path file) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > LARGEST_FILE) {
                return new TreeMap<>();
            }
            return DotEnv.parse(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        } catch (IOException e) {
            return new TreeMap<>();
        }
    }

    /** One sentence naming every variable with an old prefix and which name won; never a value. Empty if there is none. */
    public Optional<String> legacyWarning() {
        List<String> found = new ArrayList<>();
        for (String name : variables.keySet()) {
            String canonical = canonical(name);
            if (!canonical.equals(name) && exact(name).isPresent()) {
                String winner = winner(canonical);
                found.add(name + (winner.equals(name) ? " (used as " + canonical + ")" : " (ignored, " + winner + " won)"));
            }
        }
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(LEGACY_WARNING_CODE + ": old environment variable names are set: " + String.join(", ", found)
                        + ". Rename them to " + PREFIX + "*.");
    }

    private String winner(String canonical) {
        if (exact(canonical).isPresent()) {
            return canonical;
        }
        String rest = canonical.substring(PREFIX.length());
        return OLD_PREFIXES.stream().map(prefix -> prefix + rest).filter(name -> exact(name).isPresent()).findFirst().orElseThrow();
    }

    private static String canonical(String name) {
        for (String prefix : OLD_PREFIXES) {
            if (name.startsWith(prefix)) {
                return PREFIX + name.substring(prefix.length());
            }
        }
        return name;
    }

    private Optional<String> exact(String name) {
        String value = variables.get(name);
        return value == null || value.isBlank() ? Optional.empty() : Optional.of(value.strip());
    }

    // Not through path(): that asks for home(), which is what is being worked out here.
    private Path expand(String written) {
        return written.startsWith("~/") ? home.resolve(written.substring(2)) : workingDirectory.resolve(written).normalize();
    }

    /** Names only the place, never the variables: they hold secrets. */
    @Override
    public String toString() {
        return "Environment[" + user + " in " + workingDirectory + "]";
    }
}
