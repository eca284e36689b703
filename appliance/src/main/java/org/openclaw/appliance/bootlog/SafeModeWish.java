package org.openclaw.appliance.bootlog;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.openclaw.appliance.config.Environment;

/**
 * The ways to ask for safe mode before a start: {@code OPENCLAW_SAFE_MODE=1}, or a file {@code openclaw-safe}.
 *
 * @param bootPartitions where such a file counts, too
 */
public record SafeModeWish(Environment environment, Path stateDir, List<Path> bootPartitions) {

    private static final String VARIABLE = "OPENCLAW_SAFE_MODE";
    private static final String FILE = "openclaw-safe";

    /** Who asks, as a clause; empty where nobody does. */
    Optional<String> reason() {
        if (environment.get(VARIABLE).filter(value -> value.equals("1") || value.equals("true")).isPresent()) {
            return Optional.of(VARIABLE + " is set");
        }
        return Stream.concat(Stream.of(stateDir), bootPartitions.stream())
                .map(place -> place.resolve(FILE))
                .filter(Files::exists)
                .findFirst()
                .map(file -> "the file " + file + " is there");
    }
}
