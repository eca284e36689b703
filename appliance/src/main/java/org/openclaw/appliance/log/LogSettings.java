package org.openclaw.appliance.log;

import java.nio.file.Path;
import java.util.Optional;
import org.openclaw.appliance.config.LoggingKeys;
import org.tinylog.Level;

/**
 * What is logged, how loudly and where.
 *
 * @param file the JSON-lines file; empty to log to the console alone
 * @param level least level of the file
 * @param consoleLevel least level of the console
 * @param libraryLevel least level of lines without a subsystem, which only libraries write
 * @param consoleStyle how console lines look
 * @param colour whether the console understands colours
 * @param maxFileBytes the file is set aside when it would grow beyond this, in bytes
 * @param archives how many files that were set aside are kept
 */
public record LogSettings(
        Optional<Path> file,
        Level level,
        Level consoleLevel,
        Level libraryLevel,
        ConsoleStyle consoleStyle,
        boolean colour,
        long maxFileBytes,
        int archives) {

    /** Small, because boards log to SD cards; six such files are all that is ever kept. */
    public static final long DEFAULT_FILE_BYTES = 2_000_000;

    public static final int DEFAULT_ARCHIVES = 5;
    private static final long SMALLEST_FILE = 1_000;

    public LogSettings {
        if (maxFileBytes < SMALLEST_FILE || archives < 0) {
            throw new IllegalArgumentException("log files need at least " + SMALLEST_FILE + " bytes");
        }
    }

    /**
     * What the configuration asks for.
     *
     * @param console how console lines look where the configuration doesn't say
     * @param verbose whether the console is to show everything from debug upward
     */
    public static LogSettings of(LoggingKeys keys, ConsoleStyle console, boolean colour, boolean verbose) {
        return console().withStyle(console).withColour(colour).following(keys, verbose);
    }

    /** The same console with everything else as a new state of the configuration has it. @param verbose as in {@link #of} */
    public LogSettings following(LoggingKeys keys, boolean verbose) {
        LogSettings next = new LogSettings(
                Optional.of(keys.file()),
                LogLevels.parse(keys.level()).orElse(Level.INFO),
                LogLevels.parse(keys.consoleLevel()).orElse(Level.INFO),
                Level.WARN,
                keys.consoleStyle().map(ConsoleStyle::of).orElse(consoleStyle),
                colour,
                keys.maxFileBytes() > 0 ? Math.max(SMALLEST_FILE, keys.maxFileBytes()) : DEFAULT_FILE_BYTES,
                archives);
        return verbose ? next.verbose() : next;
    }

    private LogSettings withStyle(ConsoleStyle style) {
        return new LogSettings(file, level, consoleLevel, libraryLevel, style, colour, maxFileBytes, archives);
    }

    /** Information and above to the console alone. */
    public static LogSettings console() {
        return new LogSettings(
                Optional.empty(),
                Level.INFO,
                Level.INFO,
                Level.WARN,
                ConsoleStyle.PRETTY,
                false,
                DEFAULT_FILE_BYTES,
                DEFAULT_ARCHIVES);
    }

    /** Information and above to a file and to the console. */
    public static LogSettings to(Path file) {
        LogSettings console = console();
        return console.withFile(file);
    }

    public LogSettings withFile(Path newFile) {
        return new LogSettings(
                Optional.of(newFile), level, consoleLevel, libraryLevel, consoleStyle, colour, maxFileBytes, archives);
    }

    public LogSettings withConsoleLevel(Level newLevel) {
        return new LogSettings(file, level, newLevel, libraryLevel, consoleStyle, colour, maxFileBytes, archives);
    }

    public LogSettings withLevel(Level newLevel) {
        return new LogSettings(
                file, newLevel, consoleLevel, libraryLevel, consoleStyle, colour, maxFileBytes, archives);
    }

    /** Everything from debug upward on the console, libraries from information upward: for {@code --verbose}. */
    public LogSettings verbose() {
        return new LogSettings(
                file, level, Level.DEBUG, Level.INFO, consoleStyle, colour, maxFileBytes, archives);
    }

    public LogSettings withColour(boolean understood) {
        return new LogSettings(
                file, level, consoleLevel, libraryLevel, consoleStyle, understood, maxFileBytes, archives);
    }
}
