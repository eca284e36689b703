package org.openclaw.appliance.node;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.store.Row;
import org.openclaw.appliance.store.Sql;

/** The table of nodes' abilities. */
final class NodeTable {

    private static final String SELECT = "SELECT node_id, name, version, model_identifier, approved, created_at, approved_at,"
            + " pending_id, pending, pending_at FROM node ";

    private NodeTable() {}

    static Optional<NodeRecord> find(Sql sql, String nodeId) {
        return sql.first(SELECT + "WHERE node_id = ?", NodeTable::read, nodeId);
    }

    static Optional<NodeRecord> waiting(Sql sql, String requestId) {
        return sql.first(SELECT + "WHERE pending_id = ?", NodeTable::read, requestId);
    }

    static List<NodeRecord> all(Sql sql) {
        return sql.query(SELECT + "ORDER BY node_id", NodeTable::read);
    }

    /** The device must be paired. @return false when it isn't, any more */
    static boolean put(Sql sql, NodeRecord node) {
        NodeRecord.Pending pending = node.pending();
        return sql.update(
                        "INSERT INTO node (node_id, name, version, model_identifier, approved, created_at, approved_at,"
                                + " pending_id, pending, pending_at)"
                                + " SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?"
                                + " WHERE EXISTS (SELECT 1 FROM device_role WHERE device_id = ? AND role = 'node')"
                                + " ON CONFLICT (node_id) DO UPDATE SET name = excluded.name, version = excluded.version,"
                                + " model_identifier = excluded.model_identifier, approved = excluded.approved,"
                                + " created_at = excluded.created_at, approved_at = excluded.approved_at,"
                                + " pending_id = excluded.pending_id, pending = excluded.pending,"
                                + " pending_at = excluded.pending_at",
                        node.id(), node.name(), node.version(), node.modelIdentifier(),
                        node.approved() == null ? null : Json.text(node.approved()), node.createdAt(), node.approvedAt(),
                        pending == null ? null : pending.requestId(),
                        pending == null ? null : Json.text(pending.declared()),
                        pending == null ? null : Long.valueOf(pending.at()),
                        node.id())
                > 0;
    }

    static void remove(Sql sql, String nodeId) {
        sql.update("DELETE FROM node WHERE node_id = ?", nodeId);
    }

    private static NodeRecord read(Row row) {
        NodeRecord.Pending pending = row.isNull("pending_id")
                ? null
                : new NodeRecord.Pending(
                        row.text("pending_id"), abilities(row.text("pending")), row.number("pending_at"));
        return new NodeRecord(
                row.text("node_id"), row.text("name"), row.text("version"), row.text("model_identifier"),
                row.isNull("approved") ? null : abilities(row.text("approved")), row.number("created_at"),
                row.number("approved_at"), pending);
    }

    private static Abilities abilities(String json) {
        JsonNode tree = Json.parseOwn(json);
        Map<String, Boolean> permissions = new TreeMap<>();
        tree.path("permissions").properties().forEach(entry -> permissions.put(entry.getKey(), entry.getValue().asBoolean()));
        return new Abilities(texts(tree.path("caps")), texts(tree.path("commands")), permissions);
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add(item.asText()));
        return texts;
    }
}
