package org.openclaw.appliance.usage;

import java.util.List;
import java.util.function.Consumer;
import org.openclaw.appliance.store.Store;

/** Reads the table of usage; rows are handed on one by one and not kept. Thread-safe. */
final class Uses {

    private static final String ALL = "SELECT * FROM usage WHERE slot >= ? AND slot < ? AND (? IS NULL OR agent_id = ?)";

    private final Store store;

    Uses(Store store) {
        this.store = store;
    }

    /** @param agentId null for every agent */
    void forEach(Span span, String agentId, Consumer<Use> taker) {
        store.read(sql -> sql.query(
                ALL + " ORDER BY slot",
                row -> {
                    taker.accept(Use.of(row));
                    return Boolean.TRUE;
                },
                span.begin(), span.end(), agentId, agentId));
    }

    /** One session's, oldest first. */
    List<Use> of(String sessionKey, long from, long to, int limit) {
        return store.read(sql -> sql.query(
                "SELECT * FROM (SELECT * FROM usage WHERE session_key = ? AND slot >= ? AND slot < ? ORDER BY slot DESC LIMIT ?)"
                        + " ORDER BY slot",
                Use::of, sessionKey, from, to, limit));
    }

    /** The sessions that used anything, the latest first. */
    List<String> sessions(Span span, String agentId, int limit) {
        return store.read(sql -> sql.query(
                "SELECT session_key, max(last_at) AS latest FROM usage WHERE slot >= ? AND slot < ?"
                        + " AND (? IS NULL OR agent_id = ?) GROUP BY session_key ORDER BY latest DESC LIMIT ?",
                row -> row.text("session_key"), span.begin(), span.end(), agentId, agentId, limit));
    }

    long countSessions(Span span, String agentId) {
        return store.read(sql -> sql.first(
                        "SELECT count(DISTINCT session_key) AS n FROM usage WHERE slot >= ? AND slot < ?"
                                + " AND (? IS NULL OR agent_id = ?)",
                        row -> row.number("n"), span.begin(), span.end(), agentId, agentId))
                .orElse(0L);
    }

    /** When the oldest row begins, milliseconds since 1970; the given time where there is none. */
    long oldest(long whenNone) {
        return store.read(sql -> sql.first("SELECT min(slot) AS oldest FROM usage", row -> row.number("oldest")))
                .filter(oldest -> oldest > 0)
                .orElse(whenNone);
    }
}
