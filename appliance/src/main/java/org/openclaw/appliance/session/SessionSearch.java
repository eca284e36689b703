package org.openclaw.appliance.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.store.Row;

/** Full-text search over what users and assistants said, best match first (SQLite FTS5, bm25). */
final class SessionSearch {

    private static final int USUAL_LIMIT = 10;
    private static final int MOST_WORDS = 16;
    private static final int SNIPPET_CHARS = 160;

    private static final String SELECT =
            """
            SELECT session.key, session.session_id, entry.entry_id, entry.role, entry.recorded_at, entry.message,
                   bm25(entry_text) AS rank
            FROM entry_text
            JOIN entry ON entry.id = entry_text.rowid
            JOIN session ON session.id = entry.session AND session.window = entry.window
            WHERE entry_text MATCH ?1
              AND (?2 IS NULL OR session.agent_id = ?2)
              AND (?3 IS NULL OR session.key IN (SELECT value FROM json_each(?3)))
            ORDER BY rank LIMIT ?4
            """;

    private final Sessions sessions;

    SessionSearch(Sessions sessions) {
        this.sessions = sessions;
    }

    /**
     * What {@code sessions.search} answers.
     *
     * @param agentId restricts to an agent's sessions, or null
     * @param keys restricts to those sessions, or null
     * @param limit most hits, or null
     */
    ObjectNode search(String query, String agentId, List<SessionKey> keys, Integer limit) {
        int most = limit == null ? USUAL_LIMIT : limit;
        ObjectNode answer = Json.object();
        var results = answer.putArray("results");
        List<String> words = words(query);
        if (words.isEmpty()) {
            return answer;
        }
        String restricted = keys == null ? null : Json.text(keys.stream().map(SessionKey::toString).toList());
        List<ObjectNode> hits = sessions.read(
                sql -> sql.query(SELECT, row -> hit(row, words), expression(words), agentId, restricted, most + 1));
        hits.stream().limit(most).forEach(results::add);
        return answer.put("truncated", hits.size() > most);
    }

    private static List<String> words(String query) {
        return Arrays.stream(query.split("[^\\p{L}\\p{N}]+"))
                .filter(word -> !word.isEmpty())
                .limit(MOST_WORDS)
                .toList();
    }

    // Every word as a quoted prefix: nothing of what a caller types is taken for the query language.
    private static String expression(List<String> words) {
        return String.join(" AND ", words.stream().map(word -> "\"" + word + "\"*").toList());
    }

    private static ObjectNode hit(Row row, List<String> words) {
        return Json.object()
                .put("sessionKey", row.text("key"))
                .put("sessionId", row.text("session_id"))
                .put("messageId", row.text("entry_id"))
                .put("role", row.text("role"))
                .put("timestamp", row.number("recorded_at"))
                .put("snippet", snippet(MessageView.text(Json.parseOwn(row.text("message"))), words))
                .put("score", -row.real("rank"));
    }

    private static String snippet(String text, List<String> words) {
        String folded = text.toLowerCase(Locale.ROOT);
        int at = words.stream()
                .mapToInt(word -> folded.indexOf(word.toLowerCase(Locale.ROOT)))
                .filter(index -> index >= 0)
                .min()
                .orElse(0);
        int from = Math.clamp(at - SNIPPET_CHARS / 3L, 0, text.length());
        String line = MessageView.line(text.substring(from), SNIPPET_CHARS);
        return from == 0 ? line : "…" + line;
    }
}
