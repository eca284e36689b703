package org.openclaw.appliance.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.store.Row;
import org.openclaw.appliance.store.Sql;

/** The table of sessions. */
final class SessionTable {

    static final String COLUMNS = """
            session.id, session.window, session.key, session.session_id, session.lifecycle_revision, session.created_via,
            session.parent_key, session.settings, session.created_at, session.updated_at, session.last_interaction_at,
            session.last_activity_at, session.session_started_at, session.last_run_id, session.run_status,
            session.run_error, session.run_started_at, session.run_ended_at, session.input_tokens, session.output_tokens,
            session.cache_read, session.cache_write, session.cost, session.context_used, session.model_provider, session.model,
            session.messages,
            (SELECT json_group_array(run.run_id) FROM run WHERE run.session = session.id AND run.ended_at = 0) AS active_runs
            """;

    private static final String SELECT = "SELECT " + COLUMNS + " FROM session ";

    private SessionTable() {}

    static Optional<Stored> find(Sql sql, SessionKey key) {
        return sql.first(SELECT + "WHERE session.key = ?", SessionTable::stored, key.toString());
    }

    static Stored byId(Sql sql, long id) {
        return sql.first(SELECT + "WHERE session.id = ?", SessionTable::stored, id).orElseThrow();
    }

    static List<Session> newest(Sql sql, int limit) {
        return sql.query(
                SELECT + "ORDER BY session.updated_at DESC, session.id DESC LIMIT ?",
                row -> stored(row).session(),
                limit);
    }

    static List<Session> newest(Sql sql, String agentId, int limit) {
        return sql.query(
                SELECT + "WHERE session.agent_id = ? ORDER BY session.updated_at DESC, session.id DESC LIMIT ?",
                row -> stored(row).session(),
                agentId,
                limit);
    }

    static long count(Sql sql, String agentId) {
        return sql.first("SELECT count(*) AS n FROM session WHERE agent_id = ?", row -> row.number("n"), agentId)
                .orElse(0L);
    }

    static long count(Sql sql) {
        return sql.first("SELECT count(*) AS n FROM session", row -> row.number("n")).orElse(0L);
    }

    static Stored insert(Sql sql, SessionKey key, String createdVia, String parentKey, long now) {
        long id = sql.insert(
                "INSERT INTO session(key, agent_id, session_id, lifecycle_revision, created_via, parent_key, created_at,"
                        + " updated_at, session_started_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                key.toString(),
                key.agentId(),
                UUID.randomUUID().toString(),
                UUID.randomUUID().toString(),
                createdVia,
                parentKey,
                now,
                now,
                now);
        return byId(sql, id);
    }

    static void settings(Sql sql, long id, ObjectNode settings, long now) {
        sql.update("UPDATE session SET settings = ?, updated_at = ? WHERE id = ?", Json.text(settings), now, id);
    }

    static void reset(Sql sql, long id, long now) {
        sql.update(
                "UPDATE session SET window = window + 1, lifecycle_revision = ?, updated_at = ?, session_started_at = ?,"
                        + " last_run_id = NULL, run_status = NULL, run_error = NULL, run_started_at = 0, run_ended_at = 0,"
                        + " input_tokens = 0, output_tokens = 0, cache_read = 0, cache_write = 0, cost = 0, context_used = 0,"
                        + " messages = 0 WHERE id = ?",
                UUID.randomUUID().toString(),
                now,
                now,
                id);
    }

    /** Begins a new window with the newest messages of the old one. */
    static void keepNewest(Sql sql, Stored stored, long messages, long now) {
        long dropped = stored.session().messages() - messages;
        sql.update(
                "UPDATE entry SET window = window + 1, seq = seq - ? WHERE session = ? AND window = ? AND seq > ?",
                dropped,
                stored.id(),
                stored.window(),
                dropped);
        sql.update(
                "UPDATE session SET window = window + 1, messages = ?, updated_at = ? WHERE id = ?",
                messages,
                now,
                stored.id());
    }

    static Stored stored(Row row) {
        return new Stored(row.number("id"), row.number("window"), session(row));
    }

    private static Session session(Row row) {
        return new Session(
                SessionKey.parse(row.text("key")).orElseThrow(),
                row.text("session_id"),
                row.text("lifecycle_revision"),
                row.text("created_via"),
                row.text("parent_key"),
                row.number("created_at"),
                row.number("updated_at"),
                row.number("last_interaction_at"),
                row.number("last_activity_at"),
                row.number("session_started_at"),
                (ObjectNode) Json.parseOwn(row.text("settings")),
                lastRun(row),
                tokens(row),
                row.number("messages"),
                activeRuns(row.text("active_runs")));
    }

    private static Session.LastRun lastRun(Row row) {
        String status = row.text("run_status");
        return new Session.LastRun(
                row.text("last_run_id"),
                status == null ? null : RunStatus.ofStored(status),
                row.text("run_error"),
                row.number("run_started_at"),
                row.number("run_ended_at"));
    }

    private static Session.Tokens tokens(Row row) {
        return new Session.Tokens(
                row.number("input_tokens"),
                row.number("output_tokens"),
                row.number("cache_read"),
                row.number("cache_write"),
                row.real("cost"),
                row.number("context_used"),
                row.text("model_provider"),
                row.text("model"));
    }

    private static List<String> activeRuns(String array) {
        if (array.equals("[]")) {
            return List.of();
        }
        List<String> ids = new ArrayList<>();
        Json.parseOwn(array).forEach(id -> ids.add(id.textValue()));
        return List.copyOf(ids);
    }
}
