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
            return bound(sql, parameters).executeUpdate();
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
        try (ResultSet result = bound(sql, parameters).executeQuery()) {
            Row row = new JdbcRow(result);
            List<T> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(mapper.map(row));
            }
            return rows;
        } catch (SQLException e) {
            throw failed(sql, e);
        }
    }

    @Override
    public <T> Optional<T> first(String sql, Row.Mapper<T> mapper, Object... parameters) {
        try (ResultSet result = bound(sql, parameters).executeQuery()) {
            return result.next() ? Optional.ofNullable(mapper.map(new JdbcRow(result))) : Optional.empty();
        } catch (SQLException e) {
            throw failed(sql, e);
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
