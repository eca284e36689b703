package org.openclaw.appliance.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;

/** The read-only connection; one reader at a time. */
final class Reader {

    private final ReentrantLock lock = new ReentrantLock();
    private final Connection connection;
    private final JdbcSql sql;
    private final Runnable onDamage;

    /** @param onDamage told when SQLite meets a damaged page */
    Reader(Connection connection, Runnable onDamage) {
        this.connection = connection;
        this.sql = new JdbcSql(connection);
        this.onDamage = onDamage;
    }

    <T> T read(Store.Work<T> work) {
        if (lock.isHeldByCurrentThread()) {
            // Already inside a consistent view.
            return work.run(sql);
        }
        lock.lock();
        try {
            Transactions.execute(connection, "BEGIN");
            try {
                return work.run(sql);
            } finally {
                Transactions.rollBack(connection);
            }
        } catch (SQLException e) {
            throw noted(Faults.of(e));
        } catch (StoreException e) {
            throw noted(e);
        } finally {
            lock.unlock();
        }
    }

    /** @return false when it is in use */
    boolean trim() {
        if (!lock.tryLock()) {
            return false;
        }
        try {
            sql.trim();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private StoreException noted(StoreException e) {
        if (e.reason() == StoreException.Reason.DAMAGED) {
            onDamage.run();
        }
        return e;
    }

    void close() {
        lock.lock();
        try {
            Connections.closeQuietly(connection);
        } finally {
            lock.unlock();
        }
    }
}
