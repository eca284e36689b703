package org.openclaw.appliance.sessiontool;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.session.HistoryPage;
import org.openclaw.appliance.session.HistoryQuery;
import org.openclaw.appliance.session.SessionKey;
import org.openclaw.appliance.session.Sessions;
import org.openclaw.appliance.tool.Tool;
import org.openclaw.appliance.tool.ToolCall;
import org.openclaw.appliance.tool.ToolException;
import org.openclaw.appliance.tool.ToolResult;
import org.openclaw.appliance.tool.ToolSpec;

/** Reads a conversation. */
final class SessionsHistoryTool implements Tool {

    private static final int MOST = 100;
    private static final int MOST_BYTES = 56 * 1024;
    private static final int MOST_CHARS = 4_000;

    private static final ToolSpec SPEC = ToolSpec.of(
                    "sessions_history",
                    ToolSpec.Group.SESSIONS,
                    "Read a conversation's newest messages, at most 56 KiB of them; long ones are shortened.",
                    """
                    {"type":"object","required":["sessionKey"],"properties":{
                    "sessionKey":{"type":"string","description":"As sessions_list names it, or main."},
                    "limit":{"type":"number","description":"Most messages, at most 100; default 20."},
                    "offset":{"type":"number","description":"How many of the newest to skip."},
                    "includeTools":{"type":"boolean","description":"Also what tools answered."}}}""")
            .in(ToolSpec.Profile.CODING, ToolSpec.Profile.MESSAGING)
            .readOnly();

    private final Sessions sessions;
    private final Reach reach;

    SessionsHistoryTool(Sessions sessions, Reach reach) {
        this.sessions = sessions;
        this.reach = reach;
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    @Override
    public ToolResult call(ToolCall call) throws ToolException {
        SessionKey key = reach.session(call, call.arguments().text("sessionKey"));
        int offset = call.arguments().number("offset", 0, 0, Integer.MAX_VALUE);
        boolean tools = call.arguments().flag("includeTools", false);
        HistoryPage page = sessions.history(key, HistoryQuery.of(
                call.arguments().number("limit", 20, 1, MOST), offset, MOST_BYTES, MOST_CHARS));
        ArrayNode messages = Json.array();
        for (ObjectNode message : page.messages()) {
            if (tools || !message.path("role").asText().equals("toolResult")) {
                messages.add(message.without("__openclaw"));
            }
        }
        ObjectNode result = Json.object().put("sessionKey", key.toString());
        result.set("messages", messages);
        result.put("totalMessages", page.total()).put("hasMore", page.hasMore());
        if (page.hasMore()) {
            result.put("nextOffset", page.nextOffset());
        }
        return ToolResult.of(result);
    }
}
