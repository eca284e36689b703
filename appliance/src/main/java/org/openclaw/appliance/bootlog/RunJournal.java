package org.openclaw.appliance.bootlog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/** Keeps this run's record up to date. Thread-safe; every call may wait for a disk. Never throws: a run without a record runs. */
final class RunJournal {

    /** How often the copy on disk follows by itself. */
    static final Duration DISK_PACE = Duration.ofMinutes(5);

    private static final TaggedLogger LOG = Logger.tag("gateway/boot");

    private final ReentrantLock lock = new ReentrantLock();
    private final RunFiles files;
    private RunRecord record;
    private long diskNanos;
    private boolean complained;

    RunJournal(RunFiles files, RunRecord record) {
        this.files = files;
        this.record = record;
    }

    RunRecord record() {
        lock.lock();
        try {
            return record;
        } finally {
            lock.unlock();
        }
    }

    /** Writes the record as it is, to every place. */
    void save() {
        change(same -> same, true);
    }

    /** Changes the record in memory, and on disk when that copy is old. */
    void change(UnaryOperator<RunRecord> change) {
        change(change, false);
    }

    /** @param durable whether the change must survive a power cut */
    void change(UnaryOperator<RunRecord> change, boolean durable) {
        lock.lock();
        try {
            record = change.apply(record);
            if (files.memory().isPresent()) {
                write(files.memory().get(), false);
            }
            if (durable || System.nanoTime() - diskNanos >= DISK_PACE.toNanos()) {
                diskNanos = System.nanoTime();
                write(files.disk(), true);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The last word of this run: on disk for sure, and in memory no more. */
    void finish(UnaryOperator<RunRecord> change) {
        lock.lock();
        try {
            record = change.apply(record);
            write(files.disk(), true);
            if (files.memory().isPresent()) {
                Files.deleteIfExists(files.memory().get());
            }
        } catch (IOException e) {
            LOG.debug("the copy of the run record in memory stays: {}", e.getMessage());
        } finally {
            lock.unlock();
        }
    }

    private void write(Path file, boolean durable) {
        try {
            SmallFile.write(file, record.json(), durable);
        } catch (IOException e) {
            if (!complained) {
                complained = true;
                LOG.warn(
                        "the run record {} can't be written, so the next start may not know how this run ended: {}",
                        file,
                        e.toString());
            }
        }
    }
}
