package org.openclaw.appliance.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the configuration and the environment say about logging: the keys of {@code logging}, in their own words.
 *
 * @param level of the file: silent, fatal, error, warn, info, debug or trace
 * @param consoleLevel of the console, same words
 * @param consoleStyle {@code pretty} or {@code json}; empty for what suits whoever reads it
 * @param maxFileBytes size at which the file is rolled, in bytes; 0 for the default of the log
 * @param timings whether slow and sampled operations are logged
 * @param redactPatterns more patterns of text that must not be logged
 */
public record LoggingKeys(
        String level,
        String consoleLevel,
        Optional<String> consoleStyle,
        Path file,
        long maxFileBytes,
        boolean timings,
        List<String> redactPatterns) {

    /** {@code OPENCLAW_LOG_LEVEL} wins over both configured levels. */
    public static LoggingKeys of(Config config, StatePaths paths, Environment environment) {
        String forced = environment.get("OPENCLAW_LOG_LEVEL").orElse(null);
        return new LoggingKeys(
                forced != null ? forced : config.text("logging.level").orElse("info"),
                forced != null ? forced : config.text("logging.consoleLevel").orElse("info"),
                config.text("logging.consoleStyle"),
                config.text("logging.file").map(environment::path).orElse(paths.logFile()),
                config.number("logging.maxFileBytes").orElse(0),
                config.flag("gateway.logTimings", false),
                config.texts("logging.redactPatterns"));
    }
}
