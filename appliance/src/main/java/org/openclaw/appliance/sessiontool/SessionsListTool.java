package org.openclaw.appliance.sessiontool;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.List;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.session.Session;
import org.openclaw.appliance.session.Sessions;
import org.openclaw.appliance.tool.Tool;
import org.openclaw.appliance.tool.ToolCall;
import org.openclaw.appliance.tool.ToolException;
import org.openclaw.appliance.tool.ToolResult;
import org.openclaw.appliance.tool.ToolSpec;

/** Lists conversations, the most recently used first. */
final class SessionsListTool implements Tool {

    private static final int MOST = 100;
    private static final int SEARCHED = 500;
    private static final long MINUTE_MILLIS = 60_000;

    private static final ToolSpec SPEC = ToolSpec.of(
                    "sessions_list",
                    ToolSpec.Group.SESSIONS,
                    "List conversations, the most recently used first.",
                    """
                    {"type":"object","properties":{
                    "limit":{"type":"number","description":"Most sessions, at most 100; default 20."},
                    "activeMinutes":{"type":"number","description":"Only those used within so many minutes."},
                    "label":{"type":"string","description":"Only those of that label."}}}""")
            .in(ToolSpec.Profile.CODING, ToolSpec.Profile.MESSAGING)
            .readOnly();

    private final Sessions sessions;
    private final Reach reach;
    private final Clock clock;

    SessionsListTool(Sessions sessions, Reach reach, Clock clock) {
        this.sessions = sessions;
        this.reach = reach;
        this.clock = clock;
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    @Override
    public ToolResult call(ToolCall call) throws ToolException {
        int limit = call.arguments().number("limit", 20, 1, MOST);
        int minutes = call.arguments().number("activeMinutes", 0, 0, Integer.MAX_VALUE);
        String label = call.arguments().optionalText("label").orElse(null);
        long since = minutes == 0 ? 0 : clock.millis() - minutes * MINUTE_MILLIS;
        ObjectNode result = Json.object();
        ArrayNode rows = Json.array();
        List<Session> recent = sessions.newest(SEARCHED);
        for (Session session : recent) {
            boolean wanted = rows.size() < limit
                    && session.updatedAt() >= since
                    && (label == null || label.equals(session.setting("label").orElse(null)))
                    && reach.reaches(call, session.key());
            if (wanted) {
                rows.add(row(session));
            }
        }
        result.put("count", rows.size()).set("sessions", rows);
        if (!reach.visibility().equals("all")) {
            result.put("visibility", reach.visibility());
        }
        return ToolResult.of(result);
    }

    private static ObjectNode row(Session session) {
        ObjectNode row = Json.object()
                .put("key", session.key().toString())
                .put("sessionId", session.sessionId())
                .put("updatedAt", session.updatedAt())
                .put("messages", session.messages())
                .put("active", !session.activeRunIds().isEmpty());
        session.setting("label").ifPresent(label -> row.put("label", label));
        return row;
    }
}
