package org.openclaw.appliance.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.protocol.SessionsParams;
import org.openclaw.appliance.store.Sql;

/** Lists of sessions: filtered, sorted, paged by the database. */
final class SessionQueries {

    private static final int USUAL_PAGE = 100;
    private static final int MOST_PER_PAGE = 1_000;
    private static final int TITLE_CHARS = 60;
    private static final int PREVIEW_CHARS = 140;
    private static final long MINUTE_MILLIS = 60_000;

    private final Sessions sessions;
    private final AgentDirectory agents;
    private final Path file;
    private final Clock clock;

    SessionQueries(Sessions sessions, AgentDirectory agents, Path file, Clock clock) {
        this.sessions = sessions;
        this.agents = agents;
        this.file = file;
        this.clock = clock;
    }

    /** What {@code sessions.list} answers. */
    ObjectNode list(SessionsParams.Page params) throws ProtocolException {
        check(params);
        int limit = params.limit() == null ? USUAL_PAGE : Math.min(params.limit(), MOST_PER_PAGE);
        int offset = params.offset() == null ? 0 : params.offset();
        String parent =
                params.spawnedBy() == null ? null : sessions.locate(params.spawnedBy(), null).toString();
        long now = clock.millis();
        ObjectNode answer = Json.object().put("ts", now).put("path", file.toString());
        sessions.read(sql -> {
            Filter filter = filter(sql, params, parent, now);
            long total = sql.first(
                            "SELECT count(*) AS n FROM session WHERE " + filter.sql(),
                            row -> row.number("n"),
                            filter.values())
                    .orElse(0L);
            List<Stored> page = sql.query(
                    "SELECT " + SessionTable.COLUMNS + " FROM session WHERE " + filter.sql() + " ORDER BY "
                            + order(params.sortBy()) + " DESC, session.id DESC LIMIT ? OFFSET ?",
                    SessionTable::stored,
                    filter.and(limit, offset));
            boolean more = offset + page.size() < total;
            answer.put("count", page.size()).put("totalCount", total).put("limitApplied", limit);
            answer.set("nextOffset", more ? answer.numberNode(offset + page.size()) : answer.nullNode());
            answer.put("hasMore", more).putArray("owners");
            SessionView view = sessions.view().remembering();
            answer.set("defaults", view.defaults(
                    params.agentId() == null ? agents.defaultAgentId() : params.agentId()));
            var rows = answer.putArray("sessions");
            page.forEach(stored -> rows.add(row(
                    view,
                    sql,
                    stored,
                    Boolean.TRUE.equals(params.includeDerivedTitles()),
                    Boolean.TRUE.equals(params.includeLastMessage()))));
            return null;
        });
        return answer;
    }

    /** One row, or empty for an unknown session. */
    Optional<ObjectNode> describe(SessionKey key, boolean withTitle, boolean withLastMessage) {
        return sessions.read(
                sql -> SessionTable.find(sql, key).map(stored -> row(sessions.view(), sql, stored, withTitle, withLastMessage)));
    }

    /** The conversation as {@code sessions.branches.list} shows one; empty when nothing was said. */
    Optional<ObjectNode> branch(SessionKey key) {
        return sessions.read(sql -> SessionTable.find(sql, key)
                .flatMap(stored -> EntryTable.newest(sql, stored, 1).stream().findFirst().map(leaf -> Json.object()
                        .put("leafEntryId", leaf.id())
                        .put("headline", MessageView.line(MessageView.text(leaf.message()), TITLE_CHARS))
                        .put("messageCount", stored.session().messages())
                        .put("updatedAt", Instant.ofEpochMilli(leaf.timestamp()).toString())
                        .put("active", true))));
    }

    /** What {@code sessions.preview} says of one session. */
    ObjectNode preview(SessionKey key, String asked, int limit, int maxChars) {
        ObjectNode preview = Json.object().put("key", asked);
        List<Entry> spoken = sessions.read(sql -> SessionTable.find(sql, key)
                .map(stored -> EntryTable.newestSpoken(sql, stored, limit))
                .orElse(null));
        preview.put("status", spoken == null ? "missing" : spoken.isEmpty() ? "empty" : "ok");
        var items = preview.putArray("items");
        if (spoken != null) {
            spoken.forEach(entry -> items.addObject()
                    .put("role", entry.message().path("role").asText())
                    .put("text", MessageView.line(MessageView.text(entry.message()), maxChars)));
        }
        return preview;
    }

    private ObjectNode row(SessionView view, Sql sql, Stored stored, boolean withTitle, boolean withLastMessage) {
        ObjectNode row = view.row(sessions.live(stored.session()));
        if (withTitle) {
            EntryTable.firstOfUser(sql, stored)
                    .map(entry -> MessageView.line(MessageView.text(entry.message()), TITLE_CHARS))
                    .ifPresent(title -> row.put("derivedTitle", title));
        }
        if (withLastMessage) {
            EntryTable.newestSpoken(sql, stored, 1).forEach(entry -> row.put(
                    "lastMessagePreview", MessageView.line(MessageView.text(entry.message()), PREVIEW_CHARS)));
        }
        return row;
    }

    private static String order(String sortBy) {
        return switch (sortBy == null ? "updatedAt" : sortBy) {
            case "lastInteractionAt" -> "session.last_interaction_at";
            case "activity" -> "session.last_activity_at";
            default -> "session.updated_at";
        };
    }

    private static void check(SessionsParams.Page params) throws ProtocolException {
        if (params.archived() != null && !params.archived().isBoolean() && !params.archived().asText().equals("all")) {
            throw ProtocolException.invalid("invalid sessions.list params: at /archived: must be a boolean or \"all\"");
        }
    }

    private Filter filter(Sql sql, SessionsParams.Page params, String parent, long now) {
        Filter filter = new Filter();
        if (params.archived() == null || params.archived().isBoolean()) {
            filter.add("session.archived = ?", params.archived() != null && params.archived().booleanValue());
        }
        if (params.activeMinutes() != null) {
            filter.add("session.updated_at >= ?", now - params.activeMinutes() * MINUTE_MILLIS);
        }
        if (Boolean.TRUE.equals(params.activeOnly())) {
            filter.add("EXISTS (SELECT 1 FROM run WHERE run.session = session.id AND run.ended_at = 0)");
        }
        if (Boolean.TRUE.equals(params.requireLastInteraction())) {
            filter.add("session.last_interaction_at > 0");
        }
        if (Boolean.TRUE.equals(params.excludeSubagents())) {
            filter.add("instr(session.key, ':subagent:') = 0");
        }
        if (params.label() != null) {
            filter.add("session.label = ?", params.label());
        }
        // No session of this gateway has a board.
        if (Boolean.TRUE.equals(params.hasBoard())) {
            filter.add("0");
        }
        if (params.boardFace() != null) {
            filter.add("json_extract(session.settings, '$.boardFace') = ?", params.boardFace());
        }
        if (parent != null) {
            filter.add("session.parent_key = ?", parent);
        }
        if (params.agentId() != null) {
            filter.add("session.agent_id = ?", params.agentId());
        }
        if (Boolean.TRUE.equals(params.configuredAgentsOnly())) {
            filter.add("session.agent_id IN (SELECT value FROM json_each(?))", configuredAgents(sql));
        }
        if (params.search() != null && !params.search().isBlank()) {
            filter.add(
                    "instr(lower(session.key || ' ' || ifnull(session.label, '') || ' ' ||"
                            + " ifnull(json_extract(session.settings, '$.displayName'), '')), lower(?)) > 0",
                    params.search().strip());
        }
        return filter;
    }

    private String configuredAgents(Sql sql) {
        return Json.text(sql.query("SELECT DISTINCT agent_id FROM session", row -> row.text("agent_id")).stream()
                .filter(agents::knows)
                .toList());
    }

    /** Conditions that must all hold, with the values they bind. */
    private static final class Filter {
        private final List<String> conditions = new ArrayList<>(List.of("1"));
        private final List<Object> values = new ArrayList<>();

        void add(String condition, Object... bound) {
            conditions.add(condition);
            values.addAll(List.of(bound));
        }

        String sql() {
            return String.join(" AND ", conditions);
        }

        Object[] values() {
            return values.toArray();
        }

        Object[] and(Object... more) {
            List<Object> all = new ArrayList<>(values);
            all.addAll(List.of(more));
            return all.toArray();
        }
    }
}
