package org.openclaw.appliance.bootlog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.store.Row;
import org.openclaw.appliance.store.Sql;

/** The table of starts. */
final class BootTable {

    /** How many starts are remembered. */
    static final int MOST = 50;

    private BootTable() {}

    static void insert(Sql sql, String runId, BootRecord boot) {
        sql.update(
                "INSERT INTO boot(run_id, started_at, clock, version, pid, previous, safe_mode) VALUES(?,?,?,?,?,?,?)",
                runId,
                boot.startedAtMillis(),
                boot.clock(),
                boot.version(),
                boot.pid(),
                boot.previous().toString(),
                boot.safeMode());
        sql.update("DELETE FROM boot WHERE id NOT IN (SELECT id FROM boot ORDER BY id DESC LIMIT ?)", MOST);
    }

    static void ready(Sql sql, String runId, BootRecord.Ready ready) {
        sql.update(
                "UPDATE boot SET ready_ms=?, ready_rss=?, phases=? WHERE run_id=?",
                ready.millis(),
                ready.rssBytes(),
                ready.phasesJson().toString(),
                runId);
    }

    /** What takes time to find out. */
    static void learnt(Sql sql, String runId, String clock, ObjectNode previous) {
        sql.update("UPDATE boot SET clock=?, previous=? WHERE run_id=?", clock, previous.toString(), runId);
    }

    /** The newest first. */
    static List<BootRecord> newest(Sql sql, int most) {
        return sql.query(
                "SELECT started_at, clock, version, pid, previous, safe_mode, ready_ms, ready_rss, phases FROM boot"
                        + " ORDER BY id DESC LIMIT ?",
                BootTable::boot,
                most);
    }

    private static BootRecord boot(Row row) {
        return new BootRecord(
                row.number("started_at"),
                row.text("clock"),
                row.text("version"),
                row.number("pid"),
                (ObjectNode) Json.parseOwn(row.text("previous")),
                row.number("safe_mode") != 0,
                row.isNull("ready_ms")
                        ? null
                        : new BootRecord.Ready(row.number("ready_ms"), row.number("ready_rss"), phases(row.text("phases"))));
    }

    private static List<BootRecord.Phase> phases(String text) {
        List<BootRecord.Phase> phases = new ArrayList<>();
        for (JsonNode phase : Json.parseOwn(text)) {
            phases.add(new BootRecord.Phase(phase.path("name").asText(), phase.path("ms").asLong()));
        }
        return phases;
    }
}
