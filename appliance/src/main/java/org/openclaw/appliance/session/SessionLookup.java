package org.openclaw.appliance.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.protocol.SessionsParams;
import org.openclaw.appliance.store.Row;

/** Finds one session by any of its names, for {@code sessions.resolve}. */
final class SessionLookup {

    private final Sessions sessions;

    SessionLookup(Sessions sessions) {
        this.sessions = sessions;
    }

    ObjectNode resolve(SessionsParams.Resolve params) throws ProtocolException {
        String key = params.reference() == null ? params.key() : params.reference().key();
        List<String> names = Stream.of(key, params.sessionId(), params.label(), params.shortId())
                .filter(Objects::nonNull)
                .toList();
        if (names.size() != 1) {
            throw ProtocolException.invalid("sessions.resolve needs exactly one of key, sessionId, label, shortId");
        }
        List<Session> found = find(params, key);
        if (found.size() > 1) {
            throw ProtocolException.invalid("Several sessions match " + names.getFirst() + "; name one by its key");
        }
        if (found.isEmpty()) {
            if (Boolean.TRUE.equals(params.allowMissing())) {
                return Json.object().put("ok", false);
            }
            throw ProtocolException.invalid("No session found: " + names.getFirst());
        }
        return answer(found.getFirst());
    }

    private static ObjectNode answer(Session session) {
        ObjectNode answer = Json.object()
                .put("ok", true)
                .put("key", session.key().toString())
                .put("agentId", session.key().agentId());
        session.setting("displayName").or(() -> session.setting("label")).ifPresent(name -> answer.put("displayName", name));
        return answer;
    }

    private List<Session> find(SessionsParams.Resolve params, String key) throws ProtocolException {
        String parent =
                params.spawnedBy() == null ? null : sessions.locate(params.spawnedBy(), null).toString();
        String canonical = key == null ? null : sessions.locate(key, params.agentId()).toString();
        // What links carry: the beginning of the UUID in a session's key, or of its session id, without the dashes.
        String shortId = params.shortId() == null
                ? null
                : params.shortId().replace("-", "").replaceAll("[^0-9a-fA-F]", "?").toLowerCase(Locale.ROOT);
        return sessions.read(sql -> sql.query(
                "SELECT " + SessionTable.COLUMNS + " FROM session WHERE (?1 IS NULL OR session.key = ?1)"
                        + " AND (?2 IS NULL OR session.session_id = ?2) AND (?3 IS NULL OR session.label = ?3)"
                        + " AND (?4 IS NULL OR instr(replace(session.key, '-', ''), ':' || ?4) > 0"
                        + " OR substr(replace(session.session_id, '-', ''), 1, length(?4)) = ?4)"
                        + " AND (?5 IS NULL OR session.agent_id = ?5) AND (?6 IS NULL OR session.parent_key = ?6) LIMIT 2",
                (Row row) -> SessionTable.stored(row).session(),
                canonical,
                params.sessionId(),
                params.label(),
                shortId,
                params.agentId(),
                parent));
    }
}
