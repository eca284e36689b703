package org.openclaw.appliance.cron;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.openclaw.appliance.protocol.CronParams;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.store.Sql;

/** The table of what became of runs: bounded per job and altogether. */
final class RunLog {

    static final int MOST_PER_JOB = 200;
    static final int MOST = 5_000;

    private static final int LIMIT = 50;

    private RunLog() {}

    /** @param entry as the protocol has it */
    static void add(Sql sql, ObjectNode entry) {
        String job = entry.path("jobId").asText();
        sql.insert(
                "INSERT INTO cron_run(job_id, run_id, ended_at, status, delivery, entry) VALUES (?, ?, ?, ?, ?, ?)",
                job, entry.path("runId").asText(), entry.path("ts").asLong(), entry.path("status").asText(),
                entry.path("deliveryStatus").asText("not-requested"), Json.text(entry));
        sql.update(
                "DELETE FROM cron_run WHERE job_id = ? AND id <="
                        + " (SELECT id FROM cron_run WHERE job_id = ? ORDER BY id DESC LIMIT 1 OFFSET ?)",
                job, job, MOST_PER_JOB);
        sql.update(
                "DELETE FROM cron_run WHERE id <= (SELECT id FROM cron_run ORDER BY id DESC LIMIT 1 OFFSET ?)", MOST);
    }

    /** A page as {@code cron.runs} answers it. @param jobId null for those of all jobs */
    static ObjectNode page(Sql sql, CronParams.Runs wanted, String jobId) {
        StringBuilder where = new StringBuilder(" WHERE 1 = 1");
        List<Object> values = new ArrayList<>();
        equal(where, values, "job_id", jobId);
        equal(where, values, "run_id", wanted.runId());
        equal(where, values, "status", "all".equals(wanted.status()) ? null : wanted.status());
        equal(where, values, "delivery", wanted.deliveryStatus());
        among(where, values, "status", wanted.statuses());
        among(where, values, "delivery", wanted.deliveryStatuses());
        if (wanted.query() != null && !wanted.query().isBlank()) {
            where.append(" AND instr(lower(coalesce(entry ->> 'summary', '') || ' ' || coalesce(entry ->> 'error', '')), lower(?)) > 0");
            values.add(wanted.query().strip());
        }
        if (wanted.agentId() != null) {
            where.append(" AND instr(coalesce(entry ->> 'sessionKey', ''), ?) = 1");
            values.add("agent:" + wanted.agentId() + ":");
        }
        int limit = wanted.limit() == null ? LIMIT : wanted.limit();
        int offset = wanted.offset() == null ? 0 : wanted.offset();
        long total = sql.first("SELECT count(*) AS n FROM cron_run" + where, row -> row.number("n"), values.toArray())
                .orElse(0L);
        values.add(limit);
        values.add(offset);
        ArrayNode entries = Json.array();
        sql.query(
                        "SELECT entry FROM cron_run" + where + " ORDER BY id " + ("asc".equals(wanted.sortDir()) ? "ASC" : "DESC")
                                + " LIMIT ? OFFSET ?",
                        row -> Json.parseOwn(row.text("entry")), values.toArray())
                .forEach(entries::add);
        ObjectNode page = Json.object();
        page.set("entries", entries);
        return Pages.close(page, total, offset, limit, entries.size());
    }

    private static void equal(StringBuilder where, List<Object> values, String column, String value) {
        if (value != null) {
            where.append(" AND ").append(column).append(" = ?");
            values.add(value);
        }
    }

    private static void among(StringBuilder where, List<Object> values, String column, List<String> allowed) {
        if (allowed != null) {
            where.append(" AND ").append(column).append(" IN (").append("?, ".repeat(allowed.size() - 1)).append("?)");
            values.addAll(allowed);
        }
    }
}
