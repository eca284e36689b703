package org.openclaw.appliance.inbound;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.store.Row;
import org.openclaw.appliance.store.Sql;

/** The table of messages that came in. */
final class InboundTable {

    static final String QUEUED = "queued";
    static final String DEAD = "dead";
    static final String DONE = "done";

    /** Answered messages remembered, by which a repetition is told. */
    static final int MOST_DONE = 2_000;

    static final int MOST_DEAD = 200;

    private static final int SHOWN_CHARS = 200;
    private static final String SELECT = "SELECT id, channel, account_id, message_id, state, message, turns, failures, error,"
            + " preview, received_at, updated_at FROM inbound ";

    private InboundTable() {}

    /** One that waits. @param place the conversation it belongs to */
    record Waiting(long id, String place) {}

    /** How much waits. */
    record Load(long messages, long bytes) {}

    static boolean knows(Sql sql, InboundMessage message) {
        return sql.first(
                        "SELECT id FROM inbound WHERE channel = ? AND account_id = ? AND message_id = ?",
                        row -> row.number("id"), message.channel(), message.accountId(), message.messageId())
                .isPresent();
    }

    static long insert(Sql sql, InboundMessage message, String json, long now) {
        return sql.insert(
                "INSERT INTO inbound(channel, account_id, message_id, place, state, message, bytes, turns, failures,"
                        + " received_at, updated_at) VALUES (?, ?, ?, ?, 'queued', ?, ?, 0, 0, ?, ?)",
                message.channel(), message.accountId(), message.messageId(), Stored.place(message), json, json.length(), now,
                now);
    }

    static Load load(Sql sql) {
        return sql.first(
                        "SELECT count(*) AS n, ifnull(sum(bytes), 0) AS bytes FROM inbound WHERE state = 'queued'",
                        row -> new Load(row.number("n"), row.number("bytes")))
                .orElseThrow();
    }

    /** What waits or is being answered, in the order it came. */
    static List<Waiting> waiting(Sql sql) {
        return sql.query(
                "SELECT id, place FROM inbound WHERE state = 'queued' ORDER BY id",
                row -> new Waiting(row.number("id"), row.text("place")));
    }

    static Optional<Stored> queued(Sql sql, long id) {
        return sql.first(SELECT + "WHERE id = ? AND state = 'queued'", InboundTable::stored, id);
    }

    /** Another turn will be needed for it. */
    static void failed(Sql sql, Stored stored, boolean turnIsOver, String error, long now) {
        sql.update(
                "UPDATE inbound SET turns = ?, failures = failures + 1, error = ?, updated_at = ? WHERE id = ?",
                stored.turns() + (turnIsOver ? 1 : 0), error, now, stored.id());
    }

    static void previewed(Sql sql, long id, String preview) {
        sql.update("UPDATE inbound SET preview = ? WHERE id = ?", preview, id);
    }

    static void dead(Sql sql, long id, long now) {
        sql.update("UPDATE inbound SET state = 'dead', preview = NULL, updated_at = ? WHERE id = ?", now, id);
        sql.update(
                "DELETE FROM inbound WHERE state = 'dead' AND id NOT IN"
                        + " (SELECT id FROM inbound WHERE state = 'dead' ORDER BY updated_at DESC LIMIT ?)",
                MOST_DEAD);
    }

    static void done(Sql sql, long id, long now) {
        sql.update(
                "UPDATE inbound SET state = 'done', message = '{}', bytes = 0, error = NULL, preview = NULL, updated_at = ?"
                        + " WHERE id = ?",
                now, id);
        sql.update("DELETE FROM inbound WHERE state = 'done' AND id <= ? - ?", id, MOST_DONE);
    }

    /** @return whether it was dead */
    static boolean resubmit(Sql sql, long id, long now) {
        return sql.update(
                        "UPDATE inbound SET state = 'queued', failures = 0, error = NULL, updated_at = ?"
                                + " WHERE id = ? AND state = 'dead'",
                        now, id)
                == 1;
    }

    /** As {@code appliance.inbound.list} shows them, the newest first. */
    static List<ObjectNode> list(Sql sql, String state, int most) {
        return sql.query(SELECT + "WHERE state = ? ORDER BY id DESC LIMIT ?", InboundTable::view, state, most);
    }

    private static ObjectNode view(Row row) {
        JsonNode json = Json.parseOwn(row.text("message"));
        ObjectNode view = Json.object()
                .put("id", row.number("id"))
                .put("channel", row.text("channel"))
                .put("accountId", row.text("account_id"))
                .put("messageId", row.text("message_id"))
                .put("state", row.text("state"))
                .put("turns", row.number("turns"))
                .put("failures", row.number("failures"))
                .put("receivedAtMs", row.number("received_at"))
                .put("updatedAtMs", row.number("updated_at"));
        if (json.has("text")) {
            String text = json.path("text").asText();
            view.put("text", text.length() > SHOWN_CHARS ? text.substring(0, SHOWN_CHARS) + "…" : text);
            view.set("sender", json.path("sender"));
            view.set("chat", json.path("chat"));
        }
        return row.text("error") == null ? view : view.put("error", row.text("error"));
    }

    private static Stored stored(Row row) {
        JsonNode json = Json.parseOwn(row.text("message"));
        return new Stored(
                row.number("id"),
                Stored.message(row.text("channel"), row.text("account_id"), row.text("message_id"), json),
                Stored.heard(json),
                row.text("state"),
                (int) row.number("turns"),
                (int) row.number("failures"),
                row.text("error"),
                row.text("preview"),
                row.number("received_at"),
                row.number("updated_at"));
    }
}
