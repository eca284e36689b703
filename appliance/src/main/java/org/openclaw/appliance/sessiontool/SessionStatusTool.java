package org.openclaw.appliance.sessiontool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.Optional;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.session.Session;
import org.openclaw.appliance.session.SessionKey;
import org.openclaw.appliance.session.Sessions;
import org.openclaw.appliance.tool.Tool;
import org.openclaw.appliance.tool.ToolCall;
import org.openclaw.appliance.tool.ToolException;
import org.openclaw.appliance.tool.ToolResult;
import org.openclaw.appliance.tool.ToolSpec;

/** Tells the time and how a conversation stands. */
final class SessionStatusTool implements Tool {

    private static final ToolSpec SPEC = ToolSpec.of(
                    "session_status",
                    ToolSpec.Group.SESSIONS,
                    "The current time, and this (or another) conversation's model, messages and tokens.",
                    """
                    {"type":"object","properties":{
                    "sessionKey":{"type":"string","description":"Default: this conversation."}}}""")
            .in(ToolSpec.Profile.MINIMAL, ToolSpec.Profile.CODING, ToolSpec.Profile.MESSAGING)
            .readOnly();

    private final Sessions sessions;
    private final Reach reach;
    private final Clock clock;

    SessionStatusTool(Sessions sessions, Reach reach, Clock clock) {
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
        String wanted = call.arguments().optionalText("sessionKey").filter(key -> !key.isBlank()).orElse(call.sessionKey());
        SessionKey key = reach.session(call, wanted);
        ObjectNode status = Json.object()
                .put("now", clock.instant().toString())
                .put("sessionKey", key.toString());
        Optional<Session> session = sessions.find(key);
        session.ifPresent(known -> {
            status.put("messages", known.messages())
                    .put("inputTokens", known.tokens().input())
                    .put("outputTokens", known.tokens().output());
            if (known.tokens().model() != null) {
                status.put("model", known.tokens().provider() + "/" + known.tokens().model());
            }
        });
        return ToolResult.of(status);
    }
}
