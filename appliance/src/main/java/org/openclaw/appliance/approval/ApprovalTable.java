package org.openclaw.appliance.approval;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.store.Row;
import org.openclaw.appliance.store.Sql;

/** The table of questions to the owner. Answered ones are kept as a record, a bounded number of them. */
final class ApprovalTable {

    private static final int MOST_KEPT = 500;
    private static final String COLUMNS =
            "id, request, created_at, expires_at, status, decision, reason, resolved_at, resolver";

    private ApprovalTable() {}

    static void insert(Sql sql, Approval approval) {
        sql.update(
                "INSERT INTO exec_approval(id, request, created_at, expires_at, status) VALUES (?, ?, ?, ?, ?)",
                approval.id(),
                Json.text(approval.request()),
                approval.createdAt(),
                approval.expiresAt(),
                approval.status().wireName());
        sql.update("DELETE FROM exec_approval WHERE status <> 'pending' AND rowid <= (SELECT max(rowid) FROM exec_approval) - "
                + MOST_KEPT);
    }

    /** Records the end of a question. @return false when it was over already */
    static boolean end(Sql sql, Approval over) {
        return sql.update(
                        "UPDATE exec_approval SET status = ?, decision = ?, reason = ?, resolved_at = ?, resolver = ?"
                                + " WHERE id = ? AND status = 'pending'",
                        over.status().wireName(),
                        over.decision() == null ? null : over.decision().wireName(),
                        over.reason(),
                        over.resolvedAt(),
                        over.resolver(),
                        over.id())
                == 1;
    }

    /** Ends what an earlier run of the gateway left open: whoever asked is gone. */
    static int endAllPending(Sql sql, String reason, long now) {
        return sql.update(
                "UPDATE exec_approval SET status = 'cancelled', reason = ?, resolved_at = ? WHERE status = 'pending'",
                reason,
                now);
    }

    static Optional<Approval> find(Sql sql, String id) {
        return sql.first("SELECT " + COLUMNS + " FROM exec_approval WHERE id = ?", ApprovalTable::approval, id);
    }

    static List<Approval> pending(Sql sql) {
        return sql.query(
                "SELECT " + COLUMNS + " FROM exec_approval WHERE status = 'pending' ORDER BY rowid LIMIT 200",
                ApprovalTable::approval);
    }

    /** Those that are over, the newest first. */
    static List<Approval> history(Sql sql, int limit, int offset) {
        return sql.query(
                "SELECT " + COLUMNS + " FROM exec_approval WHERE status <> 'pending'"
                        + " ORDER BY resolved_at DESC, rowid DESC LIMIT ? OFFSET ?",
                ApprovalTable::approval,
                limit,
                offset);
    }

    private static Approval approval(Row row) {
        String decision = row.text("decision");
        return new Approval(
                row.text("id"),
                (ObjectNode) Json.parseOwn(row.text("request")),
                row.number("created_at"),
                row.number("expires_at"),
                Approval.Status.valueOf(row.text("status").toUpperCase(Locale.ROOT)),
                decision == null ? null : Decision.of(decision).orElse(null),
                row.text("reason"),
                row.number("resolved_at"),
                row.text("resolver"));
    }
}
