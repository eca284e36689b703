package org.openclaw.appliance.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.time.Clock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.tinylog.Level;

/**
 * Writes entries as JSON lines into a rolling file, gently to SD cards: lines are gathered for up to a second, warnings and
 * errors go out at once. Nothing wakes up while nothing is logged. When the file can't be written, that is said once on the
 * console, entries are dropped, and writing is tried again after a minute.
 */
final class JsonLinesWriter implements LogWriter {

    private static final int BUFFER_BYTES = 8 * 1024;
    private static final long FLUSH_EVERY_MILLIS = 1_000;
    private static final long RETRY_AFTER_MILLIS = 60_000;
    private static final long LOOK_AGAIN_MILLIS = 10_000;

    private final RollingFile file;
    private final JsonLineFormat format;
    private final Clock clock;
    private final Delay delay;
    private final Consumer<LogEntry> console;
    private final ReentrantLock lock = new ReentrantLock();
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(BUFFER_BYTES);
    private boolean closed;
    private boolean flushScheduled;
    private boolean broken;
    private long lost;
    private long bufferedLines;
    private long flushedAtMillis;
    private long lookedAtMillis;
    private long retryAtMillis;

    /** Runs a task on another thread, after about a second. */
    @FunctionalInterface
    interface Delay {
        void run(Runnable task);

        /** Every line is written at once; for programs that live shortly. */
        static Delay none() {
            return Runnable::run;
        }
    }

    /** @param console told when the file fails or works again */
    JsonLinesWriter(RollingFile file, JsonLineFormat format, Clock clock, Delay delay, Consumer<LogEntry> console) {
        this.file = file;
        this.format = format;
        this.clock = clock;
        this.delay = delay;
        this.console = console;
    }

    @Override
    public void write(LogEntry entry) {
        boolean schedule = false;
        lock.lock();
        try {
            if (closed || dropped()) {
                return;
            }
            format.write(entry, buffer);
            bufferedLines++;
            long now = clock.millis();
            boolean urgent = entry.level().ordinal() >= Level.WARN.ordinal() || buffer.size() >= BUFFER_BYTES;
            if (urgent || now - flushedAtMillis >= FLUSH_EVERY_MILLIS || now < flushedAtMillis) {
                drain();
            } else if (!flushScheduled) {
                flushScheduled = true;
                schedule = true;
            }
        } catch (IOException e) {
            // Only the formatter throws here, into a buffer in memory: the entry can't be shown as JSON.
            lost++;
        } finally {
            lock.unlock();
        }
        if (schedule) {
            delay.run(this::flush);
        }
    }

    @Override
    public void flush() {
        lock.lock();
        try {
            flushScheduled = false;
            drain();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            drain();
            closed = true;
            file.close();
        } catch (IOException e) {
            complain(e);
        } finally {
            lock.unlock();
        }
    }

    private boolean dropped() {
        if (!broken || clock.millis() >= retryAtMillis) {
            return false;
        }
        lost++;
        return true;
    }

    private void drain() {
        if (buffer.size() == 0 || closed) {
            return;
        }
        flushedAtMillis = clock.millis();
        try {
            if (flushedAtMillis - lookedAtMillis >= LOOK_AGAIN_MILLIS) {
                lookedAtMillis = flushedAtMillis;
                file.reopenIfGone();
            }
            append(ByteBuffer.wrap(buffer.toByteArray()));
            if (broken) {
                recovered();
            }
        } catch (IOException e) {
            lost += bufferedLines;
            complain(e);
        } finally {
            bufferedLines = 0;
            buffer.reset();
        }
    }

    /** An interrupted thread closes the channel it writes to; the lines are written all the same, and the interrupt kept. */
    private void append(ByteBuffer lines) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            file.append(lines);
        } catch (ClosedByInterruptException e) {
            interrupted = Thread.interrupted();
            file.close();
            file.append(lines);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void complain(IOException cause) {
        retryAtMillis = clock.millis() + RETRY_AFTER_MILLIS;
        try {
            file.close();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
        if (!broken) {
            broken = true;
            console.accept(own(Level.ERROR, "log file " + file.path() + " can't be written (" + reason(cause)
                    + "); logging to the console alone. Free disk space or check the directory's owner; it is tried again every"
                    + " minute"));
        }
    }

    private void recovered() {
        broken = false;
        console.accept(own(Level.WARN, "log file " + file.path() + " can be written again; " + lost + " lines were lost"));
        lost = 0;
    }

    private LogEntry own(Level level, String message) {
        return new LogEntry(clock.instant(), level, "log", message, "");
    }

    private static String reason(IOException cause) {
        return cause.getClass().getSimpleName() + (cause.getMessage() == null ? "" : ": " + cause.getMessage());
    }
}
