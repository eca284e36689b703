package org.openclaw.appliance.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.store.Row;
import org.openclaw.appliance.store.Sql;

/** The table of transcript entries. The full-text index follows by trigger. */
final class EntryTable {

    private static final String SELECT =
            "SELECT entry_id, seq, run_id, idempotency_key, recorded_at, message FROM entry ";

    private EntryTable() {}

    /** Adds messages to the end of the current conversation and counts them. */
    static List<Entry> append(Sql sql, Stored stored, List<NewEntry> added, long now) {
        List<Entry> entries = new ArrayList<>(added.size());
        long seq = stored.session().messages();
        boolean fromUser = false;
        for (NewEntry entry : added) {
            fromUser |= entry.message().path("role").asText().equals("user");
            entries.add(insert(sql, stored, entry, ++seq, now));
        }
        sql.update(
                "UPDATE session SET messages = ?, updated_at = ?, last_activity_at = ?,"
                        + " last_interaction_at = CASE WHEN ? THEN ? ELSE last_interaction_at END WHERE id = ?",
                seq,
                now,
                now,
                fromUser,
                now,
                stored.id());
        return entries;
    }

    /** How many messages of each role, whatever conversation of the session they belong to. */
    static Map<String, Long> byRole(Sql sql, Stored stored, long from, long to) {
        Map<String, Long> counts = new HashMap<>();
        sql.query(
                "SELECT role, count(*) AS n FROM entry WHERE session = ? AND recorded_at >= ? AND recorded_at < ? GROUP BY role",
                row -> counts.put(row.text("role"), row.number("n")),
                stored.id(),
                from,
                to);
        return counts;
    }

    private static Entry insert(Sql sql, Stored stored, NewEntry entry, long seq, long now) {
        ObjectNode message = entry.message();
        if (!message.has("timestamp")) {
            message = message.deepCopy().put("timestamp", now);
        }
        sql.update(
                "INSERT INTO entry(session, window, seq, entry_id, run_id, idempotency_key, role, recorded_at, message)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                stored.id(),
                stored.window(),
                seq,
                entry.id(),
                entry.runId(),
                entry.idempotencyKey(),
                message.path("role").asText("custom"),
                now,
                Json.text(message));
        return new Entry(entry.id(), seq, entry.runId(), entry.idempotencyKey(), now, message);
    }

    /** The newest entries, oldest first. */
    static List<Entry> newest(Sql sql, Stored stored, int limit) {
        return range(sql, stored, stored.session().messages() - limit + 1, stored.session().messages());
    }

    /** Entries by number, both ends inclusive, oldest first. */
    static List<Entry> range(Sql sql, Stored stored, long first, long last) {
        return sql.query(
                SELECT + "WHERE session = ? AND window = ? AND seq BETWEEN ? AND ? ORDER BY seq",
                EntryTable::entry,
                stored.id(),
                stored.window(),
                first,
                last);
    }

    /** How many characters the messages from a number on have together, as JSON. */
    static long size(Sql sql, Stored stored, long first) {
        return sql.first(
                        "SELECT ifnull(sum(length(message)), 0) AS n FROM entry WHERE session = ? AND window = ? AND seq >= ?",
                        row -> row.number("n"),
                        stored.id(),
                        stored.window(),
                        first)
                .orElse(0L);
    }

    static Optional<Entry> byId(Sql sql, Stored stored, String entryId) {
        return sql.first(
                SELECT + "WHERE entry_id = ? AND session = ? AND window = ?",
                EntryTable::entry,
                entryId,
                stored.id(),
                stored.window());
    }

    /** The first message of a user, from which a title is derived. */
    static Optional<Entry> firstOfUser(Sql sql, Stored stored) {
        return sql.first(
                SELECT + "WHERE session = ? AND window = ? AND role = 'user' ORDER BY seq LIMIT 1",
                EntryTable::entry,
                stored.id(),
                stored.window());
    }

    /** The newest messages that people read, oldest first. */
    static List<Entry> newestSpoken(Sql sql, Stored stored, int limit) {
        List<Entry> spoken = sql.query(
                SELECT + "WHERE session = ? AND window = ? AND role IN ('user', 'assistant') ORDER BY seq DESC LIMIT ?",
                EntryTable::entry,
                stored.id(),
                stored.window(),
                limit);
        Collections.reverse(spoken);
        return spoken;
    }

    private static Entry entry(Row row) {
        return new Entry(
                row.text("entry_id"),
                row.number("seq"),
                row.text("run_id"),
                row.text("idempotency_key"),
                row.number("recorded_at"),
                Json.parseOwn(row.text("message")));
    }
}
