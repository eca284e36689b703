package org.openclaw.appliance.log;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.util.function.Supplier;
import org.tinylog.Level;
import org.tinylog.format.MessageFormatter;
import org.tinylog.provider.ContextProvider;
import org.tinylog.provider.LoggingProvider;
import org.tinylog.provider.NopContextProvider;

/**
 * What stands behind tinylog's API: tags are subsystems, levels may change at any time, secrets are masked before any writer
 * sees them. Lines without a tag come from libraries, which alone don't name one, and have a level of their own.
 *
 * <p>tinylog makes one of these through ServiceLoader when the first logger is used; {@link Logging} then tells it where to
 * write. Until that happens warnings and errors go to standard error.
 */
public final class SubsystemLoggingProvider implements LoggingProvider {

    private static final String LIBRARY = "library";
    private static final int LONGEST_TEXT = 32 * 1024;
    private static final int LONGEST_FAILURE = 8 * 1024;

    private final ContextProvider context = new NopContextProvider();
    private volatile LogRoute route = LogRoute.beforeStart();

    LogRoute route() {
        return route;
    }

    void route(LogRoute next) {
        route = next;
    }

    @Override
    public ContextProvider getContextProvider() {
        return context;
    }

    /** The lowest, since tinylog remembers the answer for ever and levels change while the program runs. */
    @Override
    public Level getMinimumLevel() {
        return Level.TRACE;
    }

    @Override
    public Level getMinimumLevel(String tag) {
        return Level.TRACE;
    }

    @Override
    public boolean isEnabled(int depth, String tag, Level level) {
        return LogLevels.passes(level, route.threshold(tag));
    }

    @Override
    public boolean isEnabled(String loggerClassName, String tag, Level level) {
        return LogLevels.passes(level, route.threshold(tag));
    }

    @Override
    public void log(
            int depth, String tag, Level level, Throwable failure, MessageFormatter formatter, Object message,
            Object... arguments) {
        log(tag, level, failure, formatter, message, arguments);
    }

    @Override
    public void log(
            String loggerClassName, String tag, Level level, Throwable failure, MessageFormatter formatter, Object message,
            Object... arguments) {
        log(tag, level, failure, formatter, message, arguments);
    }

    @Override
    public void shutdown() {
        route.close();
    }

    private void log(
            String tag, Level level, Throwable failure, MessageFormatter formatter, Object message, Object[] arguments) {
        LogRoute to = route;
        if (!LogLevels.passes(level, to.threshold(tag))) {
            return;
        }
        String text = text(failure, formatter, message, arguments);
        to.write(new LogEntry(
                Clock.systemUTC().instant(),
                level,
                tag == null ? LIBRARY : tag,
                to.redaction().mask(text, LONGEST_TEXT),
                failure == null ? "" : to.redaction().mask(stackTrace(failure), LONGEST_FAILURE)));
    }

    private static String text(Throwable failure, MessageFormatter formatter, Object message, Object[] arguments) {
        try {
            Object value = message instanceof org.tinylog.Supplier<?> lazy ? lazy.get()
                    : message instanceof Supplier<?> lazy ? lazy.get() : message;
            if (value == null) {
                return failure == null ? "null" : String.valueOf(failure.getMessage());
            }
            return formatter == null || arguments == null || arguments.length == 0
                    ? value.toString()
                    : formatter.format(value.toString(), arguments);
        } catch (RuntimeException e) {
            return "(a message that can't be put into words: " + e.getClass().getName() + ")";
        }
    }

    private static String stackTrace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        return text.toString().strip();
    }
}
