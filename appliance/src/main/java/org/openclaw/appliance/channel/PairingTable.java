package org.openclaw.appliance.channel;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.store.Row;
import org.openclaw.appliance.store.Sql;

/** The tables of senders who wait and senders who were let in. */
final class PairingTable {

    private static final String SELECT = "SELECT channel, account_id, sender_id, code, sender_label, metadata, created_at,"
            + " last_seen_at FROM channel_pairing_request ";

    private PairingTable() {}

    static void expire(Sql sql, long createdBefore) {
        sql.update("DELETE FROM channel_pairing_request WHERE created_at <= ?", createdBefore);
    }

    static List<AccessRequest> waiting(Sql sql, long createdAfter) {
        return sql.query(SELECT + "WHERE created_at > ? ORDER BY created_at, code", PairingTable::read, createdAfter);
    }

    static Optional<AccessRequest> find(Sql sql, Sender sender) {
        return sql.first(
                SELECT + "WHERE channel = ? AND account_id = ? AND sender_id = ?",
                PairingTable::read, sender.channel(), sender.accountId(), sender.id());
    }

    static Optional<AccessRequest> find(Sql sql, String channel, String accountId, String code) {
        return sql.first(
                SELECT + "WHERE channel = ? AND account_id = ? AND code = ?", PairingTable::read, channel, accountId, code);
    }

    static long waiting(Sql sql, String channel, String accountId) {
        return sql.first(
                        "SELECT count(*) AS waiting FROM channel_pairing_request WHERE channel = ? AND account_id = ?",
                        row -> row.number("waiting"), channel, accountId)
                .orElse(0L);
    }

    static boolean codeIsTaken(Sql sql, String code) {
        return sql.first("SELECT code FROM channel_pairing_request WHERE code = ?", row -> row.text("code"), code)
                .isPresent();
    }

    static void put(Sql sql, AccessRequest request) {
        Sender sender = request.sender();
        sql.update(
                "INSERT INTO channel_pairing_request (channel, account_id, sender_id, code, sender_label, metadata,"
                        + " created_at, last_seen_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
                        + " ON CONFLICT (channel, account_id, sender_id) DO UPDATE SET sender_label = excluded.sender_label,"
                        + " metadata = excluded.metadata, last_seen_at = excluded.last_seen_at",
                sender.channel(), sender.accountId(), sender.id(), request.code(), sender.label(),
                Json.text(sender.metadata()), request.createdAt(), request.lastSeenAt());
    }

    static void remove(Sql sql, AccessRequest request) {
        sql.update("DELETE FROM channel_pairing_request WHERE code = ?", request.code());
    }

    static void allow(Sql sql, Sender sender, long at) {
        sql.update(
                "INSERT INTO channel_allowed_sender (channel, account_id, sender_id, approved_at) VALUES (?, ?, ?, ?)"
                        + " ON CONFLICT DO NOTHING",
                sender.channel(), sender.accountId(), sender.id(), at);
    }

    static boolean allows(Sql sql, String channel, String accountId, String senderId) {
        return sql.first(
                        "SELECT sender_id FROM channel_allowed_sender"
                                + " WHERE channel = ? AND account_id = ? AND sender_id = ?",
                        row -> row.text("sender_id"), channel, accountId, senderId)
                .isPresent();
    }

    private static AccessRequest read(Row row) {
        Map<String, String> metadata = new TreeMap<>();
        Json.parseOwn(row.text("metadata")).properties().forEach(fact -> metadata.put(fact.getKey(), fact.getValue().asText()));
        Sender sender = new Sender(
                row.text("channel"), row.text("account_id"), row.text("sender_id"), row.text("sender_label"), metadata);
        return new AccessRequest(sender, row.text("code"), row.number("created_at"), row.number("last_seen_at"));
    }
}
