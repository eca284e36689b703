package org.openclaw.appliance.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Takes one table's readable rows over from a damaged database: forward until a damaged page, then backward from the end until
 * the same place, so that one bad page costs the rows around it and not the rest.
 */
final class TableCopy {

    private final Connection damaged;
    private final Connection fresh;
    private final String table;
    private boolean complete = true;

    TableCopy(Connection damaged, Connection fresh, String table) {
        this.damaged = damaged;
        this.fresh = fresh;
        this.table = table;
    }

    /** The tables a program fills itself; those of the full-text index are filled by triggers. */
    static List<String> tables(Connection connection) throws SQLException {
        return strings(
                connection,
                "SELECT name FROM pragma_table_list WHERE schema='main' AND type='table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'");
    }

    /** Whether every row could be read. */
    boolean complete() {
        return complete;
    }

    /** @return how many rows were taken over */
    long run() throws SQLException {
        List<String> columns = commonColumns();
        if (columns.isEmpty()) {
            return 0;
        }
        Transactions.execute(fresh, "BEGIN IMMEDIATE");
        try (PreparedStatement insert = fresh.prepareStatement(insertion(columns))) {
            long rows = pass(columns, "ASC", insert);
            if (!complete) {
                rows += pass(columns, "DESC", insert);
            }
            Transactions.execute(fresh, "COMMIT");
            return rows;
        } catch (SQLException e) {
            Transactions.rollBack(fresh);
            throw e;
        }
    }

    private List<String> commonColumns() throws SQLException {
        List<String> wanted = columns(fresh);
        try {
            wanted.retainAll(columns(damaged));
            return wanted;
        } catch (SQLException e) {
            complete = false;
            return List.of();
        }
    }

    private List<String> columns(Connection connection) throws SQLException {
        return strings(connection, "SELECT name FROM pragma_table_info('" + table + "')");
    }

    private String insertion(List<String> columns) {
        return "INSERT OR IGNORE INTO " + table + "(" + String.join(",", columns) + ") VALUES ("
                + String.join(",", Collections.nCopies(columns.size(), "?")) + ")";
    }

    private long pass(List<String> columns, String order, PreparedStatement insert) throws SQLException {
        String select = "SELECT " + String.join(",", columns) + " FROM " + table
                + " NOT INDEXED ORDER BY rowid " + order;
        long rows = 0;
        try (Statement statement = damaged.createStatement();
                ResultSet result = statement.executeQuery(select)) {
            while (next(result)) {
                for (int i = 1; i <= columns.size(); i++) {
                    insert.setObject(i, result.getObject(i));
                }
                rows += insert.executeUpdate();
            }
        } catch (SQLException e) {
            if (fatal(e)) {
                throw e;
            }
            complete = false;
        }
        return rows;
    }

    private boolean next(ResultSet result) {
        try {
            return result.next();
        } catch (SQLException e) {
            complete = false;
            return false;
        }
    }

    // A disk that is full or read-only has nothing to do with the damage, and must not pass for it.
    private static boolean fatal(SQLException e) {
        return switch (Faults.of(e).reason()) {
            case FULL, READ_ONLY -> true;
            default -> false;
        };
    }

    /** Removes rows whose parent is lost. */
    static void dropOrphans(Connection fresh) throws SQLException {
        List<String> statements = new ArrayList<>();
        try (Statement statement = fresh.createStatement();
                ResultSet result = statement.executeQuery("PRAGMA foreign_key_check")) {
            while (result.next()) {
                statements.add("DELETE FROM " + result.getString(1) + " WHERE rowid=" + result.getLong(2));
            }
        }
        for (String delete : statements) {
            Transactions.execute(fresh, delete);
        }
    }

    private static List<String> strings(Connection connection, String query) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            while (result.next()) {
                values.add(result.getString(1));
            }
        }
        return values;
    }
}
