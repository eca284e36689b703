package org.openclaw.appliance.log;

import java.util.Locale;
import java.util.Optional;
import org.tinylog.Level;

/** The level names of the configuration and of the log file, and what they are to tinylog. */
public final class LogLevels {

    private LogLevels() {}

    /** The level a setting names: {@code silent, fatal, error, warn, info, debug, trace}; empty for any other word. */
    public static Optional<Level> parse(String name) {
        return switch (name.strip().toLowerCase(Locale.ROOT)) {
            case "silent", "off" -> Optional.of(Level.OFF);
            case "fatal", "error" -> Optional.of(Level.ERROR);
            case "warn", "warning" -> Optional.of(Level.WARN);
            case "info" -> Optional.of(Level.INFO);
            case "debug" -> Optional.of(Level.DEBUG);
            case "trace", "silly" -> Optional.of(Level.TRACE);
            default -> Optional.empty();
        };
    }

    /** True when a line of {@code level} passes {@code threshold}. */
    public static boolean passes(Level level, Level threshold) {
        return level.ordinal() >= threshold.ordinal() && threshold != Level.OFF;
    }

    /** The number log readers sort by: trace 1, debug 2, info 3, warn 4, error 5. */
    static int id(Level level) {
        return switch (level) {
            case TRACE -> 1;
            case DEBUG -> 2;
            case INFO -> 3;
            case WARN -> 4;
            case ERROR, OFF -> 5;
        };
    }
}
