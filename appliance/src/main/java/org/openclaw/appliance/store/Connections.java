package org.openclaw.appliance.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;

/**
 * The two connections of a store, set up.
 *
 * @param writer the only one that writes
 * @param reader sees what is committed
 */
record Connections(Connection writer, Connection reader) {

    private static final int BUSY_MILLIS = 5_000;

    /** Per connection, in KiB; SQLite takes it only as pages are touched. */
    private static final int CACHE_KIB = 512;

    /**
     * Pages in the write-ahead log before it is folded into the database: 1 MiB. Folding rewrites scattered pages, which an SD
     * card hates; a longer log would be read for longer after a power cut.
     */
    private static final int CHECKPOINT_PAGES = 256;

    /** What a fold leaves of the log's file, in bytes. */
    private static final int LOG_BYTES = 2 * 1024 * 1024;

    static Connections open(Path file) {
        Connection writer = null;
        try {
            writer = writer(file);
            Migrations.apply(writer, file);
            return new Connections(writer, reader(file));
        } catch (SQLException e) {
            closeQuietly(writer);
            throw Faults.of(e);
        } catch (StoreException e) {
            closeQuietly(writer);
            throw e;
        }
    }

    static Connection writer(Path file) throws SQLException {
        SQLiteConfig config = common();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.enforceForeignKeys(true);
        config.setJournalSizeLimit(LOG_BYTES);
        Connection connection = config.createConnection(url(file));
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA wal_autocheckpoint=" + CHECKPOINT_PAGES);
        } catch (SQLException e) {
            closeQuietly(connection);
            throw e;
        }
        return connection;
    }

    static Connection reader(Path file) throws SQLException {
        SQLiteConfig config = common();
        config.setReadOnly(true);
        return config.createConnection(url(file));
    }

    private static SQLiteConfig common() {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        config.setCacheSize(-CACHE_KIB);
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        config.setPragma(SQLiteConfig.Pragma.MMAP_SIZE, "0");
        return config;
    }

    private static String url(Path file) {
        return "jdbc:sqlite:" + file;
    }

    static void closeQuietly(Connection connection) {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            // Whoever closes has a better story to tell, or nothing to do about it.
            return;
        }
    }
}
