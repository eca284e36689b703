package org.openclaw.appliance.log;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.time.ZoneId;
import java.util.List;
import org.tinylog.Level;

/**
 * Where lines go at one moment, and which: immutable, replaced as a whole.
 *
 * @param libraryLevel least level of lines without a subsystem
 */
record LogRoute(Redaction redaction, Level libraryLevel, List<Outlet> outlets) {

    /** One writer and the least level it gets. */
    record Outlet(LogWriter writer, Level level) {}

    /** Warnings and errors to standard error, which leaves a command's own output alone. */
    static LogRoute beforeStart() {
        ZoneId zone = ZoneId.systemDefault();
        OutputStream err = new FileOutputStream(FileDescriptor.err);
        ConsoleWriter writer =
                new ConsoleWriter(err, ConsoleStyle.PRETTY, false, zone, new JsonLineFormat("localhost", zone));
        return new LogRoute(new Redaction(), Level.WARN, List.of(new Outlet(writer, Level.WARN)));
    }

    /** The least level that any outlet wants of a subsystem; of libraries where {@code tag} is null. */
    Level threshold(String tag) {
        Level least = Level.OFF;
        for (Outlet outlet : outlets) {
            if (outlet.level().ordinal() < least.ordinal()) {
                least = outlet.level();
            }
        }
        return tag == null && libraryLevel.ordinal() > least.ordinal() ? libraryLevel : least;
    }

    void write(LogEntry entry) {
        for (Outlet outlet : outlets) {
            if (LogLevels.passes(entry.level(), outlet.level())) {
                outlet.writer().write(entry);
            }
        }
    }

    void flush() {
        outlets.forEach(outlet -> outlet.writer().flush());
    }

    void close() {
        outlets.forEach(outlet -> outlet.writer().close());
    }
}
