package org.openclaw.appliance.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Transaction statements. The driver stays in its auto-commit mode, so these words alone decide. */
final class Transactions {

    private Transactions() {}

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Undoes the transaction. After a full disk SQLite may have done so by itself, hence no complaint. */
    static void rollBack(Connection connection) {
        try {
            execute(connection, "ROLLBACK");
        } catch (SQLException e) {
            // "no transaction is active": what was wanted.
            return;
        }
    }
}
