package org.openclaw.appliance.secret;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.openclaw.appliance.config.DotEnv;
import org.openclaw.appliance.config.StatePaths;
import org.openclaw.appliance.file.PrivateFile;

/** The {@code .env} files of an instance: in its state directory and beside its configuration. */
final class EnvFiles {

    private static final long LARGEST = 64 * 1024;

    private EnvFiles() {}

    /** Those there are; one file under two names counts once. */
    static List<Path> of(StatePaths paths) throws IOException {
        Set<Path> files = new LinkedHashSet<>();
        for (Path directory : List.of(paths.stateDir(), paths.configFile().toAbsolutePath().getParent())) {
            Path file = directory.resolve(".env");
            if (Files.isRegularFile(file) && Files.size(file) <= LARGEST) {
                files.add(file.toRealPath());
            }
        }
        return List.copyOf(files);
    }

    static Map<String, String> read(Path file) throws IOException {
        return DotEnv.parse(Files.readString(file));
    }

    /**
     * The file without the lines that set one of the values, but for variables that are in use.
     *
     * @param inUse names that stay
     */
    static String without(String text, Set<String> values, Set<String> inUse) {
        List<String> kept = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            boolean goes = DotEnv.parse(line).entrySet().stream()
                    .anyMatch(entry -> values.contains(entry.getValue()) && !inUse.contains(entry.getKey()));
            if (!goes) {
                kept.add(line);
            }
        }
        return String.join("\n", kept);
    }

    static void write(Path file, String text) throws IOException {
        PrivateFile.write(file, text.getBytes(StandardCharsets.UTF_8));
    }
}
