package org.openclaw.appliance.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Brings a database's schema up to date: numbered scripts, each in its own transaction, counted in {@code user_version}. */
final class Migrations {

    /** In order; the place in this list, from 1, is the schema version. Never change one that was released: add another. */
    static final List<String> SCRIPTS = List.of(
            "001-sessions.sql",
            "002-gateway-identity.sql",
            "003-devices.sql",
            "004-nodes.sql",
            "005-token-hashes.sql",
            "006-direct-message-pairing.sql",
            "007-boots.sql",
            "008-memory.sql",
            "009-approvals.sql",
            "010-automation.sql",
            "011-usage.sql",
            "012-agents.sql",
            "013-inbound.sql",
            "014-desk.sql");

    private Migrations() {}

    /** @throws StoreException with {@code NEWER_SCHEMA} when the database is ahead of this program */
    static void apply(Connection connection, Path file) throws SQLException {
        int version = version(connection);
        if (version > SCRIPTS.size()) {
            throw Faults.newerSchema(file, version, SCRIPTS.size());
        }
        for (int next = version + 1; next <= SCRIPTS.size(); next++) {
            apply(connection, next);
        }
    }

    /** Takes one step. @param version the version it leads to */
    static void apply(Connection connection, int version) throws SQLException {
        run(connection, version, script(SCRIPTS.get(version - 1)));
    }

    static int version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("PRAGMA user_version")) {
            return result.getInt(1);
        }
    }

    private static void run(Connection connection, int version, String script) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            try {
                statement.executeUpdate(script);
                statement.execute("PRAGMA user_version=" + version);
                statement.execute("COMMIT");
            } catch (SQLException e) {
                Transactions.rollBack(connection);
                throw e;
            }
        }
    }

    private static String script(String name) {
        try (InputStream in = Migrations.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("schema script missing from the program: " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
