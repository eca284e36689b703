package org.openclaw.appliance.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.openclaw.appliance.store.StoreException.Reason;

/**
 * The one thread that writes. It takes whatever is queued, runs it inside one transaction and commits once: on an SD card a
 * commit costs tens of milliseconds however much it holds, so callers that come together pay together.
 */
final class Writer {

    private static final int MOST_QUEUED = 256;
    private static final int MOST_PER_COMMIT = 64;
    private static final long MOST_WAIT_SECONDS = 30;

    private final BlockingQueue<Pending<?>> queue = new ArrayBlockingQueue<>(MOST_QUEUED);
    private final Pending<Void> stop = new Pending<>(sql -> null);
    private final Connection connection;
    private final JdbcSql sql;
    private final Runnable onDamage;
    private final Thread thread;
    private volatile BooleanSupplier reserve = () -> false;
    private volatile Runnable onRefusal = () -> {};
    private volatile boolean closed;

    /** @param onDamage told when SQLite meets a damaged page */
    Writer(Connection connection, Runnable onDamage) {
        this.connection = connection;
        this.sql = new JdbcSql(connection);
        this.onDamage = onDamage;
        this.thread = Thread.ofPlatform().name("store-writer").daemon().start(this::serve);
    }

    /** @param release gives space back on a full disk; says whether there was any */
    void reserve(BooleanSupplier release) {
        reserve = release;
    }

    /** @param told when the disk refuses a write */
    void onRefusal(Runnable told) {
        onRefusal = told;
    }

    <T> T write(Store.Work<T> work) {
        return write(work, false);
    }

    /** @param urgent whether it may use up the reserve */
    <T> T write(Store.Work<T> work, boolean urgent) {
        try {
            return attempt(work);
        } catch (StoreException e) {
            if (urgent && e.reason() == Reason.FULL && reserve.getAsBoolean()) {
                return attempt(work);
            }
            if (e.isOfDisk()) {
                onRefusal.run();
            }
            throw e;
        }
    }

    private <T> T attempt(Store.Work<T> work) {
        if (Thread.currentThread() == thread) {
            throw new IllegalStateException("a write inside a write would wait for itself");
        }
        Pending<T> pending = new Pending<>(work);
        enqueue(pending);
        if (closed && !thread.isAlive()) {
            pending.fail(stopped());
        }
        try {
            return pending.done.join();
        } catch (CompletionException e) {
            throw rethrown(e.getCause());
        }
    }

    /** Doesn't wait for it. @return false when more is to be written than can be queued */
    boolean trim() {
        return !closed && queue.offer(new Pending<>(any -> {
            sql.trim();
            return null;
        }));
    }

    private void enqueue(Pending<?> pending) {
        if (closed) {
            throw stopped();
        }
        try {
            if (!queue.offer(pending, MOST_WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new StoreException(
                        Reason.BUSY, "The disk can't keep up; nothing was saved. Try again in a minute.", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(Reason.BUSY, "Interrupted before saving; nothing was saved.", e);
        }
    }

    void close() {
        closed = true;
        try {
            queue.put(stop);
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve() {
        List<Pending<?>> group = new ArrayList<>(MOST_PER_COMMIT);
        boolean stopping = false;
        while (!stopping) {
            try {
                group.add(queue.take());
            } catch (InterruptedException e) {
                continue;
            }
            queue.drainTo(group, MOST_PER_COMMIT - 1);
            stopping = group.remove(stop);
            answer(group);
            group.clear();
        }
        Connections.closeQuietly(connection);
        for (Pending<?> late = queue.poll(); late != null; late = queue.poll()) {
            late.fail(stopped());
        }
    }

    private void answer(List<Pending<?>> group) {
        try {
            commit(group);
        } catch (RuntimeException | Error e) {
            Transactions.rollBack(connection);
            group.forEach(pending -> pending.fail(e));
        }
    }

    private void commit(List<Pending<?>> group) {
        if (group.isEmpty() || commitTogether(group)) {
            return;
        }
        // The transaction as a whole was refused: perhaps one big work filled the disk. Let the others try without it.
        for (Pending<?> single : group) {
            commitTogether(List.of(single));
        }
    }

    /** @return false when the group failed as a whole and has more than one work; nobody was answered then */
    private boolean commitTogether(List<Pending<?>> group) {
        try {
            Transactions.execute(connection, "BEGIN IMMEDIATE");
            for (Pending<?> pending : group) {
                pending.run(connection, sql);
            }
            Transactions.execute(connection, "COMMIT");
        } catch (SQLException e) {
            return undone(group, Faults.of(e));
        } catch (TransactionLost e) {
            return undone(group, e.fault());
        }
        group.forEach(Pending::complete);
        return true;
    }

    private boolean undone(List<Pending<?>> group, StoreException fault) {
        Transactions.rollBack(connection);
        if (fault.reason() == Reason.DAMAGED) {
            onDamage.run();
        }
        if (group.size() > 1) {
            return false;
        }
        group.forEach(pending -> pending.fail(fault));
        return true;
    }

    // The caller gets its own stack trace; the writer's is the cause.
    private static RuntimeException rethrown(Throwable cause) {
        if (cause instanceof StoreException fault) {
            return new StoreException(fault.reason(), fault.getMessage(), fault);
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(cause);
    }

    private static StoreException stopped() {
        return new StoreException(Reason.OTHER, "The database is closed: the gateway is stopping.", null);
    }
}
