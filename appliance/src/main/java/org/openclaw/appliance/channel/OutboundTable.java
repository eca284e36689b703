package org.openclaw.appliance.channel;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.store.Row;
import org.openclaw.appliance.store.Sql;

/** The table of messages on their way out. */
final class OutboundTable {

    static final String SENDING = "sending";
    static final String QUEUED = "queued";
    static final String SENT = "sent";
    static final String DEAD = "dead";

    private static final String SELECT =
            "SELECT id, channel, message, state, attempts, created_at, updated_at, next_at, error, failure, message_id FROM outbound ";

    // A part waits until those before it have arrived, so that nobody reads the end first.
    private static final String IN_TURN = " AND (part_of IS NULL OR NOT EXISTS (SELECT 1 FROM outbound AS before"
            + " WHERE before.part_of = outbound.part_of AND before.part < outbound.part"
            + " AND before.state IN ('queued', 'sending')))";

    private OutboundTable() {}

    /** A message with where it stands. */
    record Stored(
            Outbound message, String state, int attempts, long createdAt, long updatedAt, long nextAt, String error,
            SendException.Kind failure, String messageId) {

        Delivery delivery() {
            return switch (state) {
                case SENT -> new Delivery.Sent(message.id(), messageId);
                case DEAD -> new Delivery.Dead(message.id(), failure, error);
                default -> new Delivery.Queued(message.id(), error == null ? "it is being sent" : error);
            };
        }

        ObjectNode json() {
            ObjectNode json = message.json().put("channel", message.channel()).put("state", state).put("attempts", attempts);
            json.put("createdAtMs", createdAt).put("updatedAtMs", updatedAt);
            if (nextAt > 0) {
                json.put("nextAtMs", nextAt);
            }
            return error == null ? json : json.put("error", error);
        }
    }

    /** Where a message stands among those a longer one was cut into. @param whole names that one; null for a message of its own */
    record Part(String whole, int number) {
        static final Part NONE = new Part(null, 0);
    }

    static void insert(Sql sql, Outbound message, String key, Part part, String state, long now) {
        sql.insert(
                "INSERT INTO outbound(id, idempotency_key, channel, message, state, attempts, created_at, updated_at, next_at,"
                        + " part_of, part) VALUES (?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?)",
                message.id(), key, message.channel(), Json.text(message.json()), state, now, now,
                state.equals(QUEUED) ? now : null, part.whole(), part.number());
    }

    static Optional<Stored> byKey(Sql sql, String key) {
        return sql.first(SELECT + "WHERE idempotency_key = ?", OutboundTable::stored, key);
    }

    static Optional<Stored> byId(Sql sql, String id) {
        return sql.first(SELECT + "WHERE id = ?", OutboundTable::stored, id);
    }

    static List<Stored> inState(Sql sql, String state, int most) {
        return sql.query(
                SELECT + "WHERE state = ? ORDER BY updated_at DESC LIMIT ?", OutboundTable::stored, state, most);
    }

    /** Those whose time has come, or lies further ahead than any was ever planned: the clock went back. */
    static List<Stored> due(Sql sql, long now, long furthest, int most) {
        return sql.query(
                SELECT + "WHERE state = 'queued' AND (next_at <= ? OR next_at > ?)" + IN_TURN + " ORDER BY created_at, part LIMIT ?",
                OutboundTable::stored, now, furthest, most);
    }

    static Optional<Long> next(Sql sql) {
        return sql.first(
                "SELECT next_at FROM outbound WHERE state = 'queued'" + IN_TURN + " ORDER BY next_at LIMIT 1",
                row -> row.number("next_at"));
    }

    static long count(Sql sql, String state) {
        return sql.first("SELECT count(*) AS n FROM outbound WHERE state = ?", row -> row.number("n"), state)
                .orElse(0L);
    }

    static int trying(Sql sql, String id, long now) {
        return sql.update(
                "UPDATE outbound SET state = 'sending', next_at = NULL, updated_at = ? WHERE id = ? AND state IN ('queued', 'dead')",
                now, id);
    }

    static void sent(Sql sql, String id, String messageId, long now) {
        sql.update(
                "UPDATE outbound SET state = 'sent', attempts = attempts + 1, updated_at = ?, next_at = NULL, error = NULL,"
                        + " failure = NULL, message_id = ? WHERE id = ?",
                now, messageId, id);
    }

    static void queued(Sql sql, String id, String error, long nextAt, long now) {
        sql.update(
                "UPDATE outbound SET state = 'queued', attempts = attempts + 1, updated_at = ?, next_at = ?, error = ? WHERE id = ?",
                now, nextAt, error, id);
    }

    static void dead(Sql sql, String id, String error, SendException.Kind failure, long now) {
        sql.update(
                "UPDATE outbound SET state = 'dead', attempts = attempts + 1, updated_at = ?, next_at = NULL, error = ?,"
                        + " failure = ? WHERE id = ?",
                now, error, failure.name(), id);
    }

    /** Gives up the parts after one that will never arrive. */
    static void abandon(Sql sql, String id, long now) {
        sql.update(
                "UPDATE outbound SET state = 'dead', updated_at = ?, next_at = NULL, failure = ?,"
                        + " error = 'an earlier part of this message was not sent' WHERE state = 'queued'"
                        + " AND part_of = (SELECT part_of FROM outbound WHERE id = ?)",
                now, SendException.Kind.REFUSED.name(), id);
    }

    /** What the process before was about to send when it ended: nobody knows whether it arrived. */
    static int recover(Sql sql, long now) {
        return sql.update("UPDATE outbound SET state = 'queued', next_at = ? WHERE state = 'sending'", now);
    }

    static void forgetSent(Sql sql, long before, int most) {
        sql.update("DELETE FROM outbound WHERE state = 'sent' AND updated_at < ?", before);
        trim(sql, SENT, most);
    }

    static void trim(Sql sql, String state, int most) {
        sql.update(
                "DELETE FROM outbound WHERE state = ? AND id NOT IN"
                        + " (SELECT id FROM outbound WHERE state = ? ORDER BY updated_at DESC LIMIT ?)",
                state, state, most);
    }

    static void freeKey(Sql sql, String key) {
        sql.update("UPDATE outbound SET idempotency_key = NULL WHERE idempotency_key = ?", key);
    }

    private static Stored stored(Row row) {
        String failure = row.text("failure");
        return new Stored(
                Outbound.of(row.text("channel"), Json.parseOwn(row.text("message"))),
                row.text("state"),
                (int) row.number("attempts"),
                row.number("created_at"),
                row.number("updated_at"),
                row.number("next_at"),
                row.text("error"),
                failure == null ? null : SendException.Kind.valueOf(failure),
                row.text("message_id"));
    }
}
