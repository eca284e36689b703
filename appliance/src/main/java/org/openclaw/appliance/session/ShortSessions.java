package org.openclaw.appliance.session;

import java.time.Clock;
import java.util.List;
import org.openclaw.appliance.store.Store;

/** Sessions made for one run alone, kept for a while so that people can look, then deleted. Thread-safe; blocks on the disk. */
public final class ShortSessions {

    /** Most kept at once; beyond it the oldest go first. */
    public static final int MOST = 200;

    private static final int BATCH = 16;

    private final Store store;
    private final Sessions sessions;
    private final Clock clock;

    public ShortSessions(Store store, Sessions sessions, Clock clock) {
        this.store = store;
        this.sessions = sessions;
        this.clock = clock;
    }

    /**
     * Takes note of a session that is about to be made, and deletes some that are old enough.
     *
     * @param owner for whose run it is
     * @param keepMillis how long such sessions are kept; 0 keeps them until there are too many
     */
    public void begin(SessionKey key, String owner, long keepMillis) {
        long now = clock.millis();
        List<String> old = store.write(sql -> {
            sql.update("INSERT OR REPLACE INTO short_session(key, owner, begun_at) VALUES (?, ?, ?)", key.toString(), owner, now);
            return sql.query(
                    "SELECT key FROM short_session WHERE begun_at < ? OR key IN"
                            + " (SELECT key FROM short_session ORDER BY begun_at DESC LIMIT -1 OFFSET ?) ORDER BY begun_at LIMIT ?",
                    row -> row.text("key"), keepMillis == 0 ? 0 : now - keepMillis, MOST, BATCH);
        });
        old.forEach(this::delete);
    }

    /** Deletes all of an owner's. */
    public void end(String owner) {
        store.read(sql -> sql.query("SELECT key FROM short_session WHERE owner = ?", row -> row.text("key"), owner))
                .forEach(this::delete);
    }

    private void delete(String key) {
        SessionKey.parse(key).ifPresent(sessions::delete);
        store.write(sql -> sql.update("DELETE FROM short_session WHERE key = ?", key));
    }
}
