package org.openclaw.appliance.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * The gateway's one SQLite file: a writer that commits in groups and a reader beside it. Thread-safe. Idle, it has no timer
 * and causes no wake-up.
 */
public final class Store implements AutoCloseable {

    private static final TaggedLogger LOG = Logger.tag("store");

    private final Path file;
    private final StoreReport report;
    private final Writer writer;
    private final Reader reader;

    private Store(Path file, StoreReport report, Writer writer, Reader reader) {
        this.file = file;
        this.report = report;
        this.writer = writer;
        this.reader = reader;
    }

    /** Statements of one transaction. */
    @FunctionalInterface
    public interface Work<T> {

        /**
         * Must do nothing but run statements: a group that can't be committed is taken back and its works are run again, one
         * by one.
         */
        T run(Sql sql);
    }

    /**
     * Opens the file, makes it when missing (readable by its owner only) and brings its schema up to date. A damaged file is
     * moved aside and what can still be read is taken over; {@link #report()} then tells.
     *
     * @throws StoreException when the file can't be opened or belongs to a newer version
     */
    public static Store open(Path file) {
        return open(file, Clock.systemUTC());
    }

    /** @param clock names what is moved aside */
    public static Store open(Path file, Clock clock) {
        Path path = file.toAbsolutePath();
        PrivateFiles.create(path);
        StoreReport report = null;
        if (DamageMark.isSet(path)) {
            report = Salvage.replace(path, "an earlier start found it damaged", clock);
        }
        Connections connections;
        try {
            connections = Connections.open(path);
        } catch (StoreException e) {
            if (e.reason() != StoreException.Reason.DAMAGED) {
                throw e;
            }
            report = Salvage.replace(path, e.getCause().getMessage(), clock);
            connections = Connections.open(path);
        }
        if (report != null) {
            LOG.error("{}", report.sentence());
        }
        Runnable onDamage = () -> DamageMark.set(path);
        return new Store(
                path, report, new Writer(connections.writer(), onDamage), new Reader(connections.reader(), onDamage));
    }

    /**
     * Runs the work against a file that another process may have open, or that was left as it is by one that was killed.
     * Makes nothing, changes no schema.
     *
     * @return empty where there is no such file
     * @throws StoreException when it can't be read, or lacks what the work asks for
     */
    public static <T> Optional<T> peek(Path file, Work<T> work) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            Reader reader = new Reader(Connections.reader(file.toAbsolutePath()), () -> {});
            try {
                return Optional.of(reader.read(work));
            } finally {
                reader.close();
            }
        } catch (SQLException e) {
            throw Faults.of(e);
        }
    }

    /**
     * Runs the work in a write transaction and returns once it is on disk. Works of several callers share one commit; one
     * that throws is undone alone, and its exception is thrown here.
     *
     * @throws StoreException when the database refuses; nothing of the work is kept then
     */
    public <T> T write(Work<T> work) {
        return writer.write(work);
    }

    /** As {@link #write}, for credentials: on a full disk it uses up the space kept back for them. */
    public <T> T writeCredentials(Work<T> work) {
        return writer.write(work, true);
    }

    /** @param release gives back space kept for credentials when the disk is full; says whether there was any */
    public void reserve(BooleanSupplier release) {
        writer.reserve(release);
    }

    /** @param told whenever something couldn't be written because of the disk; must be quick */
    public void onRefusal(Runnable told) {
        writer.onRefusal(told);
    }

    /** Runs the work against a consistent, read-only view of what is committed. One at a time. */
    public <T> T read(Work<T> work) {
        return reader.read(work);
    }

    /**
     * Gives back what the connections keep to be faster next time; a connection that is in use now gives it back later or not
     * at all. Doesn't block.
     *
     * @return how many connections were asked
     */
    public int trim() {
        return (reader.trim() ? 1 : 0) + (writer.trim() ? 1 : 0);
    }

    public Path file() {
        return file;
    }

    /** What happened to a damaged file when this one was opened; empty when all was well. */
    public Optional<StoreReport> report() {
        return Optional.ofNullable(report);
    }

    /** Finishes what is queued, folds the write-ahead log into the file and closes it. */
    @Override
    public void close() {
        reader.close();
        writer.close();
    }
}
