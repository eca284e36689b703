package org.openclaw.appliance.cron;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.store.Row;
import org.openclaw.appliance.store.Sql;
import org.openclaw.appliance.store.Store;

/** The table of jobs. */
final class JobTable {

    private static final String SELECT =
            "SELECT id, enabled, definition, state, next_run_at, running_at, created_at, updated_at FROM cron_job ";

    private JobTable() {}

    /** Whether there is anything to do, now or later, for this table. */
    static boolean hasWork(Store store) {
        return store.read(sql -> sql.first(
                        "SELECT 1 AS one FROM cron_job WHERE enabled = 1 OR running_at IS NOT NULL LIMIT 1", row -> true))
                .isPresent();
    }

    static Optional<Job> find(Sql sql, String id) {
        return sql.first(SELECT + "WHERE id = ?", JobTable::job, id);
    }

    static Optional<Job> declared(Sql sql, String declarationKey) {
        return sql.first(SELECT + "WHERE declaration_key = ?", JobTable::job, declarationKey);
    }

    static List<Job> all(Sql sql) {
        return sql.query(SELECT + "ORDER BY created_at, id", JobTable::job);
    }

    static List<Job> interrupted(Sql sql) {
        return sql.query(SELECT + "WHERE running_at IS NOT NULL", JobTable::job);
    }

    static List<Job> planned(Sql sql) {
        return sql.query(SELECT + "WHERE enabled = 1 AND next_run_at IS NOT NULL ORDER BY next_run_at, id", JobTable::job);
    }

    static List<Job> due(Sql sql, long now, int most) {
        return sql.query(
                SELECT + "WHERE enabled = 1 AND running_at IS NULL AND next_run_at <= ? ORDER BY next_run_at, id LIMIT ?",
                JobTable::job, now, most);
    }

    /** When the first job that doesn't run already is due; empty when none is planned. */
    static Optional<Long> next(Sql sql) {
        return sql.first(
                "SELECT next_run_at FROM cron_job WHERE enabled = 1 AND running_at IS NULL AND next_run_at IS NOT NULL"
                        + " ORDER BY next_run_at LIMIT 1",
                row -> row.number("next_run_at"));
    }

    static long count(Sql sql) {
        return sql.first("SELECT count(*) AS n FROM cron_job", row -> row.number("n")).orElse(0L);
    }

    static void insert(Sql sql, Job job) {
        sql.update(
                "INSERT INTO cron_job(id, name, declaration_key, agent_id, enabled, definition, state, next_run_at, running_at,"
                        + " created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                job.id(), job.name(), job.definition().path("declarationKey").textValue(), job.agentId(), job.enabled(),
                Json.text(job.definition()), Json.text(job.state()), orNull(job.nextRunAt()), orNull(job.runningAt()),
                job.createdAt(), job.updatedAt());
    }

    static void update(Sql sql, Job job) {
        sql.update(
                "UPDATE cron_job SET name = ?, declaration_key = ?, agent_id = ?, enabled = ?, definition = ?, state = ?,"
                        + " next_run_at = ?, running_at = ?, updated_at = ? WHERE id = ?",
                job.name(), job.definition().path("declarationKey").textValue(), job.agentId(), job.enabled(),
                Json.text(job.definition()), Json.text(job.state()), orNull(job.nextRunAt()), orNull(job.runningAt()),
                job.updatedAt(), job.id());
    }

    /** Marks a job as running, with its next time; touches nothing that somebody may be changing. @return false when it is gone */
    static boolean begin(Sql sql, Job job, String runId) {
        return sql.update(
                        "UPDATE cron_job SET running_at = ?, next_run_at = ?, state = json_set(state, '$._runId', ?) WHERE id = ?",
                        job.runningAt(), orNull(job.nextRunAt()), runId, job.id())
                == 1;
    }

    static boolean delete(Sql sql, String id) {
        return sql.update("DELETE FROM cron_job WHERE id = ?", id) == 1;
    }

    private static Long orNull(long number) {
        return number == 0 ? null : (Long) number;
    }

    private static Job job(Row row) {
        return new Job(
                row.text("id"),
                row.number("enabled") == 1,
                (ObjectNode) Json.parseOwn(row.text("definition")),
                (ObjectNode) Json.parseOwn(row.text("state")),
                row.number("next_run_at"),
                row.number("running_at"),
                row.number("created_at"),
                row.number("updated_at"));
    }
}
