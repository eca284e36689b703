package org.openclaw.appliance.store;

import java.nio.file.Path;
import java.sql.SQLException;
import org.openclaw.appliance.store.StoreException.Reason;
import org.sqlite.SQLiteErrorCode;

/** SQLite's result codes (sqlite.org/rescode.html) in the operator's words. */
final class Faults {

    /** SQLite puts the kind of failure into the low byte of an extended code. */
    private static final int PRIMARY = 0xff;

    private Faults() {}

    static StoreException of(SQLException e) {
        int code = e.getErrorCode() & PRIMARY;
        if (code == SQLiteErrorCode.SQLITE_FULL.code) {
            return new StoreException(
                    Reason.FULL, "The disk is full; nothing was saved. Free some space, then try again.", e);
        }
        if (code == SQLiteErrorCode.SQLITE_READONLY.code) {
            return new StoreException(
                    Reason.READ_ONLY,
                    "The disk is read-only; nothing was saved. Check the storage medium and remount it writable.",
                    e);
        }
        if (code == SQLiteErrorCode.SQLITE_CORRUPT.code || code == SQLiteErrorCode.SQLITE_NOTADB.code) {
            return new StoreException(
                    Reason.DAMAGED, "The database is damaged. Restart the gateway: it then repairs the database.", e);
        }
        if (code == SQLiteErrorCode.SQLITE_BUSY.code || code == SQLiteErrorCode.SQLITE_LOCKED.code) {
            return new StoreException(
                    Reason.BUSY, "Another program holds the database. Stop it, then try again.", e);
        }
        if (code == SQLiteErrorCode.SQLITE_IOERR.code) {
            return new StoreException(
                    Reason.INPUT_OUTPUT, "The disk failed to read or write the database. Check the storage medium.", e);
        }
        if (code == SQLiteErrorCode.SQLITE_CANTOPEN.code) {
            return new StoreException(
                    Reason.OTHER, "The database can't be opened. Check the permissions of its directory.", e);
        }
        return new StoreException(Reason.OTHER, "The database refused: " + e.getMessage(), e);
    }

    /** Failures after which SQLite may have undone the transaction by itself: I/O errors and lack of memory. */
    static boolean isInputOutput(SQLException e) {
        int code = e.getErrorCode() & PRIMARY;
        return code == SQLiteErrorCode.SQLITE_IOERR.code || code == SQLiteErrorCode.SQLITE_NOMEM.code;
    }

    static StoreException newerSchema(Path file, int found, int known) {
        return new StoreException(
                Reason.NEWER_SCHEMA,
                "The database " + file + " has schema version " + found + " and this program knows only version " + known
                        + ". Install the newer version again, or point OPENCLAW_STATE_DIR to another directory.",
                null);
    }
}
