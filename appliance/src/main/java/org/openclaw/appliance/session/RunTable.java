package org.openclaw.appliance.session;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.store.Row;
import org.openclaw.appliance.store.Sql;

/** The table of runs: which requests were acknowledged and how they ended. */
final class RunTable {

    /**
     * Ended runs remembered, so that a repeated request is answered and not run again. A number and not an age: a board
     * without a clock battery jumps by years.
     */
    private static final int MOST_ENDED = 2_000;

    private static final String INTERRUPTED = "The gateway stopped before this run was over.";

    private static final String SELECT = "SELECT run.run_id, session.key, run.status, run.created_at, run.started_at,"
            + " run.ended_at, run.error, run.result FROM run JOIN session ON session.id = run.session ";

    private RunTable() {}

    static Optional<Run> find(Sql sql, String runId) {
        return sql.first(SELECT + "WHERE run.run_id = ?", RunTable::run, runId);
    }

    /** @param waiting the user's message, when it isn't in the transcript yet, or null */
    static void insert(Sql sql, String runId, Stored stored, NewEntry waiting, long now) {
        long id = sql.insert(
                "INSERT INTO run(run_id, session, status, created_at, input) VALUES (?, ?, ?, ?, ?)",
                runId,
                stored.id(),
                RunStatus.QUEUED.stored(),
                now,
                waiting == null ? null : QueuedInput.stored(waiting));
        sql.update("DELETE FROM run WHERE id <= ? AND ended_at > 0", id - MOST_ENDED);
        sql.update(
                "UPDATE session SET last_run_id = ?, run_status = ?, run_error = NULL, run_started_at = 0,"
                        + " run_ended_at = 0 WHERE id = ?",
                runId,
                RunStatus.QUEUED.stored(),
                stored.id());
    }

    /** Ends a run and adds what it used to its session. @param cost in US dollars */
    static void end(Sql sql, String runId, long session, RunEnd end, double cost, long startedAt, long now) {
        sql.update(
                "UPDATE run SET status = ?, started_at = ?, ended_at = ?, error = ?, result = ? WHERE run_id = ?",
                end.status().stored(),
                startedAt,
                now,
                end.error(),
                end.result() == null ? null : Json.text(end.result()),
                runId);
        TokenUsage usage = end.usage();
        sql.update(
                "UPDATE session SET last_run_id = ?, run_status = ?, run_error = ?, run_started_at = ?, run_ended_at = ?,"
                        + " updated_at = ?, input_tokens = input_tokens + ?, output_tokens = output_tokens + ?,"
                        + " cache_read = cache_read + ?, cache_write = cache_write + ?, cost = cost + ?,"
                        + " context_used = CASE WHEN ? > 0 THEN ? ELSE context_used END,"
                        + " model_provider = ifnull(?, model_provider), model = ifnull(?, model) WHERE id = ?",
                runId,
                end.status().stored(),
                end.error(),
                startedAt,
                now,
                now,
                usage.input(),
                usage.output(),
                usage.cacheRead(),
                usage.cacheWrite(),
                cost,
                usage.contextUsed(),
                usage.contextUsed(),
                usage.provider(),
                usage.model(),
                session);
    }

    static List<Run> unfinished(Sql sql) {
        return sql.query(SELECT + "WHERE run.ended_at = 0 ORDER BY run.id", RunTable::run);
    }

    /** Ends what a former life of the process left. */
    static void interruptAll(Sql sql, long now) {
        sql.update(
                "UPDATE session SET run_status = ?, run_error = ?, run_ended_at = ? WHERE last_run_id IN"
                        + " (SELECT run_id FROM run WHERE ended_at = 0)",
                RunStatus.INTERRUPTED.stored(),
                INTERRUPTED,
                now);
        sql.update(
                "UPDATE run SET status = ?, error = ?, ended_at = ? WHERE ended_at = 0",
                RunStatus.INTERRUPTED.stored(),
                INTERRUPTED,
                now);
    }

    /** The message that waits for the run's turn. */
    static Optional<QueuedInput> input(Sql sql, String runId) {
        return sql.first(
                "SELECT run_id, created_at, input FROM run WHERE run_id = ? AND input IS NOT NULL", QueuedInput::of, runId);
    }

    /** The messages that wait for their turns, oldest first. */
    static List<QueuedInput> inputs(Sql sql, long session, int limit) {
        return sql.query(
                "SELECT run_id, created_at, input FROM run WHERE session = ? AND ended_at = 0 AND input IS NOT NULL"
                        + " ORDER BY id LIMIT ?",
                QueuedInput::of,
                session,
                limit);
    }

    static void forgetInput(Sql sql, String runId) {
        sql.update("UPDATE run SET input = NULL WHERE run_id = ?", runId);
    }

    private static Run run(Row row) {
        String result = row.text("result");
        JsonNode payload = result == null ? null : Json.parseOwn(result);
        return new Run(
                row.text("run_id"),
                SessionKey.parse(row.text("key")).orElseThrow(),
                RunStatus.ofStored(row.text("status")),
                row.number("created_at"),
                row.number("started_at"),
                row.number("ended_at"),
                row.text("error"),
                payload);
    }
}
