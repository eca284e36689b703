package org.openclaw.appliance.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;

/** One caller's work on its way through the writer. */
final class Pending<T> {

    final CompletableFuture<T> done = new CompletableFuture<>();

    private final Store.Work<T> work;
    private T result;
    private Throwable failure;

    Pending(Store.Work<T> work) {
        this.work = work;
    }

    /** Runs the work so that it can be undone alone. */
    void run(Connection connection, JdbcSql sql) throws SQLException, TransactionLost {
        result = null;
        failure = null;
        Transactions.execute(connection, "SAVEPOINT work");
        try {
            result = work.run(sql);
        } catch (StoreException e) {
            if (endsTransaction(e)) {
                throw new TransactionLost(e);
            }
            failure = e;
        } catch (RuntimeException | Error e) {
            // Even lack of memory belongs to the caller: the writer must live on for the others.
            failure = e;
        }
        if (failure != null) {
            Transactions.execute(connection, "ROLLBACK TO work");
        }
        Transactions.execute(connection, "RELEASE work");
    }

    // SQLite may already have rolled back everything after one of these (sqlite.org/lang_transaction.html, section 3).
    private static boolean endsTransaction(StoreException e) {
        return switch (e.reason()) {
            case FULL, DAMAGED, BUSY, READ_ONLY, INPUT_OUTPUT -> true;
            case NEWER_SCHEMA -> false;
            case OTHER -> e.getCause() instanceof SQLException cause && Faults.isInputOutput(cause);
        };
    }

    /** Answers the caller; only after the commit. */
    void complete() {
        if (failure == null) {
            done.complete(result);
        } else {
            done.completeExceptionally(failure);
        }
    }

    void fail(Throwable fault) {
        done.completeExceptionally(fault);
    }
}
