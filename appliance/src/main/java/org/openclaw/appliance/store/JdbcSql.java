package org.openclaw.appliance.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@link Sql} on one connection, with the statements it used last kept prepared. Not thread-safe. */
final class JdbcSql implements Sql {

    /** A prepared statement costs a few KiB of native memory. */
    private static final int MOST_PREPARED = 24;

    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new LinkedHashMap<>(32, 0.75f, true);

    JdbcSql(Connection connection) {
        this.connection = connection;
    }

    @Override
    public int update(String sql, Object... parameters) {
        try {
            PreparedStatement statement = bound(sql, parameters);
            int changed = statement.executeUpdate();
            statement.clearParameters();
            return changed;
        } catch (SQLException e) {
            throw failed(sql, e);
        }
    }

    @Override
    public long insert(String sql, Object... parameters) {
        update(sql, parameters);
        return first("SELECT last_insert_rowid() AS id", row -> row.number("id")).orElseThrow();
    }

    @Override
    public <T> List<T> query(String sql, Row.Mapper<T> mapper, Object... parameters) {
        List<T> rows = new ArrayList<>();
        run(sql, parameters, result -> {
            Row row = new JdbcRow(result);
            while (result.next()) {
                rows.add(mapper.map(row));
            }
        });
        return rows;
    }

    @Override
    public <T> Optional<T> first(String sql, Row.Mapper<T> mapper, Object... parameters) {
        List<T> rows = new ArrayList<>(1);
        run(sql, parameters, result -> {
            if (result.next()) {
                rows.add(mapper.map(new JdbcRow(result)));
            }
        });
        return rows.isEmpty() ? Optional.empty() : Optional.ofNullable(rows.getFirst());
    }

    private void run(String sql, Object[] parameters, Consumer consumer) {
        try {
            PreparedStatement statement = bound(sql, parameters);
            try (ResultSet result = statement.executeQuery()) {
                consumer.accept(result);
            }
            // A kept statement must not keep a large message alive.
            statement.clearParameters();
        } catch (SQLException e) {
            throw failed(sql, e);
        }
    }

    /** Gives back the page cache and the statements kept prepared; both come back with use. */
    void trim() {
        try {
            for (PreparedStatement statement : prepared.values()) {
                statement.close();
            }
            prepared.clear();
            Transactions.execute(connection, "PRAGMA shrink_memory");
        } catch (SQLException e) {
            throw Faults.of(e);
        }
    }

    private PreparedStatement bound(String sql, Object... parameters) throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            makeRoom();
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }

    // The driver closes a statement that failed; the next use prepares it anew.
    private StoreException failed(String sql, SQLException e) {
        prepared.remove(sql);
        return Faults.of(e);
    }

    private void makeRoom() throws SQLException {
        if (prepared.size() >= MOST_PREPARED) {
            var eldest = prepared.entrySet().iterator();
            PreparedStatement unused = eldest.next().getValue();
            eldest.remove();
            unused.close();
        }
    }

    @FunctionalInterface
    private interface Consumer {
        void accept(ResultSet result) throws SQLException;
    }

    private record JdbcRow(ResultSet result) implements Row {

        @Override
        public String text(String column) {
            return get(() -> result.getString(column));
        }

        @Override
        public long number(String column) {
            return get(() -> result.getLong(column));
        }

        @Override
        public double real(String column) {
            return get(() -> result.getDouble(column));
        }

        @Override
        public boolean isNull(String column) {
            return get(() -> result.getObject(column)) == null;
        }

        private static <T> T get(Getter<T> getter) {
            try {
                return getter.get();
            } catch (SQLException e) {
                throw Faults.of(e);
            }
        }
    }

    @FunctionalInterface
    private interface Getter<T> {
        T get() throws SQLException;
    }
}
